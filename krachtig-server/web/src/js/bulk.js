// Works many families off in small portions, and tells how far it is. Each portion is the form that the page has, sent as it
// stands: a page with the rest in it comes back, and that is sent next. Without scripts the same forms are sent by hand.

const PORTION = '5';

let prepare = () => {};

async function answer(form) {
    form.elements.portion.value = PORTION;
    const response = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const main = page.querySelector('main');
    // What is wrong with the form is an answer too.
    if (!main || response.redirected || !(response.ok || response.status === 422)) throw new Error(String(response.status));
    return { main, title: page.title };
}

function show({ main, title }) {
    document.querySelector('main').replaceWith(main);
    document.title = title;
    prepare();
    const place = main.querySelector('[data-errors]') ?? main.querySelector('h1[tabindex]') ?? main;
    place.focus();
}

/** Sends a form, and goes on with what comes back. */
async function begin(form) {
    const said = form.querySelector('[data-said]');
    const button = form.querySelector('button');
    said.textContent = '';
    button.disabled = true;
    try {
        show(await answer(form));
    } catch {
        button.disabled = false;
        said.textContent = form.dataset.lost;
        return;
    }
    const working = document.querySelector('form[data-working]');
    if (working) goOn(working);
}

/** Sends portion after portion, until all is done, somebody stops it, or the connection is lost. */
async function goOn(form) {
    const [go, stop] = [form.querySelector('[data-go]'), form.querySelector('[data-stop]')];
    const [said, far] = [form.querySelector('[data-said]'), form.querySelector('[data-far]')];
    const busy = (is) => { go.hidden = is; stop.hidden = !is; };
    let stopped = false;
    stop.onclick = () => { stopped = true; stop.disabled = true; };
    stop.disabled = false;
    said.textContent = '';
    busy(true);
    stop.focus();
    let why = form.dataset.stopped;
    while (!stopped && form.isConnected) {
        let next;
        try {
            next = await answer(form);
        } catch {
            why = form.dataset.lost;
            break;
        }
        const rest = next.main.querySelector('form[data-working] [data-rest]');
        if (!rest) { show(next); return; }
        form.querySelector('[data-rest]').replaceWith(rest);
        form.querySelector('progress').value = next.main.querySelector('progress').value;
        far.textContent = next.main.querySelector('[data-far]').textContent;
    }
    said.textContent = why;
    busy(false);
    go.focus();
}

/** Where families are chosen, all that are on the page are ticked at once. */
function offerAll() {
    const form = document.querySelector('form[data-choosing]:not([data-ready])');
    if (!form) return;
    form.dataset.ready = 'true';
    const place = form.querySelector('[data-all]');
    const all = place.querySelector('input');
    const boxes = [...form.querySelectorAll('input[name=family]')];
    const look = () => {
        const ticked = boxes.filter((box) => box.checked).length;
        all.checked = ticked === boxes.length;
        all.indeterminate = ticked > 0 && !all.checked;
    };
    place.hidden = false;
    look();
    all.addEventListener('change', () => {
        for (const box of boxes) box.checked = all.checked;
        look();
    });
    for (const box of boxes) box.addEventListener('change', look);
}

export function workOff(again) {
    prepare = again;
    return () => {
        offerAll();
        for (const form of document.querySelectorAll('form[data-bulk]:not([data-ready])')) {
            form.dataset.ready = 'true';
            form.addEventListener('submit', (event) => {
                event.preventDefault();
                if (form.hasAttribute('data-working')) goOn(form);
                else begin(form);
            });
        }
    };
}
