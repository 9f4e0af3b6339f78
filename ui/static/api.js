// Our own server, and no other: JSON, server-sent events, uploads with progress.

/** A refusal, with the one line that a person may read. */
export class Refusal extends Error {
  constructor(message, status, type = '') {
    super(message);
    this.status = status;
    this.type = type;
  }
}

async function refusal(response) {
  const told = await response.json().catch(() => null);
  return new Refusal(
    told?.error?.message || `The server said ${response.status}.`,
    response.status,
    told?.error?.type,
  );
}

/** The JSON of a request. `send` is sent as JSON. Throws Refusal. */
export async function json(path, { method = 'GET', send = undefined, signal = undefined } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: {
        Accept: 'application/json',
        ...(send === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: send === undefined ? undefined : JSON.stringify(send),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal('The server cannot be reached. Is it still running?', 0);
  }
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

/** Server-sent events of POST /answer as [name, data]. Aborting `signal` stops the work. */
export async function* answerEvents(question, signal) {
  let response;
  try {
    response = await fetch('/answer', {
      method: 'POST',
      signal,
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify({ ...question, stream: true }),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal('The server cannot be reached. Is it still running?', 0);
  }
  if (!response.ok) throw await refusal(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const frames = (waiting + value).split('\n\n');
    waiting = frames.pop();
    for (const frame of frames) {
      const name = /^event: (.*)$/m.exec(frame)?.[1];
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (name && data) yield [name, JSON.parse(data)];
    }
  }
}

/** Sends a form with files; `progress` gets 0…1 while it goes out. The report, or a job's. */
export function upload(path, form, { method = 'POST', progress = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Refusal('The server cannot be reached. Is it still running?', 0));
    request.onload = () => {
      let told = null;
      try {
        told = JSON.parse(request.responseText);
      } catch {
        /* no JSON: the status says enough */
      }
      if (request.status >= 400 || !told)
        reject(
          new Refusal(
            told?.error?.message || `The server said ${request.status}.`,
            request.status,
            told?.error?.type,
          ),
        );
      else resolve(told);
    };
    request.send(form);
  });
}

/** The state of a job until it has ended; `seen` gets each state. */
export async function jobEnd(job, seen = () => {}) {
  let state = job;
  while (['queued', 'running', 'cancelling'].includes(state.state)) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    state = await json(job.url);
    seen(state);
  }
  return state;
}
