"""How good are the answers: gold questions, metrics, reports and the gate of CI."""
