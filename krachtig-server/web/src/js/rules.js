// A region's rules, with scripts: how much of a plugin was sent, and how far a replay is. Without them the form is sent as
// any other, and a page that is asked for again says how far it is.

const PAUSE = 1000;

/** Puts the answer in the place of this page, as if it had been asked for. */
function show(text, prepare) {
    const answer = new DOMParser().parseFromString(text, 'text/html');
    const main = answer.querySelector('main');
    if (!main) return false;
    document.querySelector('main').replaceWith(main);
    document.title = answer.title;
    prepare();
    document.querySelector('[data-errors]')?.focus();
    return true;
}

/** Sends the files, and tells how many of their bytes are there. */
function send(form) {
    const bar = form.querySelector('progress');
    const said = form.querySelector('[data-said]');
    const button = form.querySelector('button');
    const wait = (busy) => {
        bar.parentElement.hidden = !busy;
        button.disabled = busy;
    };
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) bar.value = 100 * event.loaded / event.total;
    });
    // What is left is the server's work, of which nobody knows how long it takes.
    request.upload.addEventListener('load', () => {
        bar.removeAttribute('value');
        said.textContent = form.dataset.checking;
    });
    request.addEventListener('load', () => {
        if (request.responseURL && request.responseURL !== form.action) location.assign(request.responseURL);
        else if (!show(request.responseText, offerUpload)) { wait(false); said.textContent = form.dataset.lost; }
    });
    request.addEventListener('error', () => { wait(false); said.textContent = form.dataset.lost; });
    said.textContent = form.dataset.busy;
    wait(true);
    request.open('POST', form.action);
    request.send(new FormData(form));
}

export function offerUpload() {
    const form = document.querySelector('form[data-upload]');
    if (!form || form.dataset.ready) return;
    form.dataset.ready = 'true';
    form.addEventListener('submit', (event) => {
        event.preventDefault();
        const files = [...form.querySelectorAll('input[type=file]')].flatMap((field) => [...field.files]);
        // What is too large is not sent at all.
        if (files.some((file) => file.size > Number(form.dataset.upload))) {
            form.querySelector('[data-said]').textContent = form.dataset.large;
        } else {
            send(form);
        }
    });
}

/** Asks how far a replay is, for as long as it is at work and somebody looks. */
export function watchReplay() {
    const watched = document.querySelector('[data-watch]');
    if (!watched || watched.dataset.ready) return;
    watched.dataset.ready = 'true';
    setTimeout(async () => {
        if (!watched.isConnected) return;
        delete watched.dataset.ready;
        if (document.hidden) { document.addEventListener('visibilitychange', watchReplay, { once: true }); return; }
        try {
            const response = await fetch(watched.dataset.watch, { credentials: 'same-origin' });
            const text = await response.text();
            const now = new DOMParser().parseFromString(text, 'text/html').querySelector('#replay');
            if (!response.ok || !now || !watched.isConnected) return;
            watched.replaceWith(now);
        } catch {
            // The next time it may be there again.
        }
        watchReplay();
    }, PAUSE);
}
