// A dossier that somebody else changes while one looks at it says so. It hears of that as any program can: by a
// subscription at the office's own GraphQL. Only the tab that is looked at listens, for a browser opens few connections.

const QUERY = 'subscription ($id: TrajectoryId!) { trajectoryChanges(id: $id) { missed } }';
// What one has just sent oneself comes back as a change within this time.
const OWN = 3000;

let listening;
let sent = -OWN;

function told() {
    if (performance.now() - sent < OWN) return;
    const place = document.querySelector('[data-live]');
    if (place) place.firstElementChild.hidden = false;
}

/** Tells of each change until the signal stops it. */
async function hear(door, id, signal) {
    const response = await fetch(door, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json', 'x-krachtig-client': 'krachtig-web' },
        body: JSON.stringify({ query: QUERY, variables: { id } }),
        signal,
    });
    if (!response.ok || !response.headers.get('content-type').startsWith('text/event-stream')) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ;) {
        const { value, done } = await reader.read();
        if (done) return;
        text += value;
        const events = text.split('\n\n');
        text = events.pop();
        if (events.some((event) => event.startsWith('event: next') && event.includes('missed'))) told();
    }
}

/** Listens to the dossier of this page, and to no other. */
function listen() {
    const place = document.querySelector('[data-live]');
    const id = document.hidden ? undefined : place?.dataset.live;
    if (listening?.id === id) return;
    listening?.stop.abort();
    listening = undefined;
    if (!id) return;
    const stop = new AbortController();
    listening = { id, stop };
    // Without a connection there is nothing to tell, and the screen of a conflict catches what was missed.
    hear(place.dataset.door, id, stop.signal).catch(() => {}).finally(() => {
        if (listening?.stop === stop) listening = undefined;
    });
}

export function live() {
    document.addEventListener('submit', () => { sent = performance.now(); });
    document.addEventListener('visibilitychange', listen);
    return listen;
}
