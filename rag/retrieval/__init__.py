"""Dense and full text search, fused and ranked."""
