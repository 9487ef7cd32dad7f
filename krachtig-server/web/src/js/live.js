// The bell says at once that something new waits, a list of what waits says so in a line that nothing has to move for, and
// a dossier says that somebody else changed it. All of it is heard as any program can hear it: by one subscription at the
// office's own GraphQL. Only the tab that is looked at listens, by one connection: a browser opens six to a server.

const QUERY = `subscription ($trajectoryId: TrajectoryId) {
    ownChanges(trajectoryId: $trajectoryId) { unseen { count newest } trajectory { missed } }
}`;
// What one has just sent oneself comes back as a change within this time.
const OWN = 3000;
// How long it is waited after a connection was lost: twice as long each time, and somewhat at random.
const SOONEST = 1000;
const LATEST = 60000;
// A connection that held for so long was a good one.
const GOOD = 10000;

let stop;
let lost = 0;
let waiting;
let sent = -OWN;

function show(place) {
    const line = document.querySelector(place)?.firstElementChild;
    if (line) line.hidden = false;
}

/** Puts the number into the bell, and answers whether it grew. */
function count(unseen) {
    const place = document.querySelector('[data-unseen]');
    if (!place) return false;
    const before = Number(place.dataset.unseen);
    place.dataset.unseen = unseen;
    place.firstElementChild.textContent = unseen;
    place.hidden = unseen === 0;
    return unseen > before;
}

/** Takes in events one after another; answers false where there is nothing more to hear for who is signed in here. */
function listener() {
    let newest;
    return (text) => {
        const data = text.split('\n').find((line) => line.startsWith('data: '));
        if (!text.startsWith('event: next') || !data) return true;
        const { data: told, errors } = JSON.parse(data.slice(6));
        if (errors) return errors[0].extensions?.code === 'internal';
        const { unseen, trajectory } = told.ownChanges;
        if (trajectory && performance.now() - sent >= OWN) show('[data-live]');
        if (unseen) {
            const grew = count(unseen.count);
            if (grew || (newest !== undefined && unseen.newest > newest)) show('[data-news]');
            newest = unseen.newest ?? '';
        }
        return true;
    };
}

/** Hears until the connection ends; answers whether it is worth another. */
async function hear(door, trajectoryId, signal) {
    const response = await fetch(door, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json', 'x-krachtig-client': 'krachtig-web' },
        body: JSON.stringify({ query: QUERY, variables: { trajectoryId } }),
        signal,
    });
    if (!response.ok) return response.status === 429 || response.status >= 500;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const take = listener();
    for (let text = ''; ;) {
        const { value, done } = await reader.read();
        if (done) return true;
        text += value;
        const events = text.split('\n\n');
        text = events.pop();
        if (!events.every(take)) return false;
    }
}

function later() {
    const pause = Math.min(LATEST, SOONEST * 2 ** lost) * (0.5 + Math.random() / 2);
    lost += 1;
    waiting = setTimeout(listen, pause);
}

/** Listens for this page, and for no other. What was heard first is how it stands now, so nothing falls in between. */
function listen() {
    clearTimeout(waiting);
    stop?.abort();
    stop = undefined;
    const bell = document.querySelector('[data-bell]');
    if (!bell || document.hidden) return;
    const mine = new AbortController();
    stop = mine;
    const begun = performance.now();
    hear(bell.dataset.bell, document.querySelector('[data-live]')?.dataset.live, mine.signal)
        .catch(() => true)
        .then((again) => {
            if (stop !== mine) return;
            stop = undefined;
            if (performance.now() - begun > GOOD) lost = 0;
            if (again) later();
        });
}

export function live() {
    document.addEventListener('submit', () => { sent = performance.now(); });
    document.addEventListener('visibilitychange', listen);
    window.addEventListener('online', listen);
    document.addEventListener('click', (event) => {
        const line = event.target.closest('[data-live-close]')?.closest('.k-live');
        if (line) line.hidden = true;
    });
    return listen;
}
