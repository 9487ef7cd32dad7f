// Keeps what somebody types until it is saved: a lost connection or a session that ran out takes nothing away. It is kept
// in this tab alone (sessionStorage), goes with it, and is thrown away at signing out, for it is about people.

const PREFIX = 'draft ';
const OWNER = 'owner';
/** The form that was sent last from this tab, until its answer is here. */
const SENT = 'sent';
const PAUSE = 400;

/** The fields of a form that somebody fills in. Passwords, codes and hidden fields are none. */
function fields(form) {
    const typed = (field) => field.name && !['hidden', 'password', 'submit', 'file'].includes(field.type);
    return [...form.elements].filter(typed).filter((field) => field.autocomplete !== 'one-time-code');
}

function read(form) {
    return fields(form).map((field) => {
        const chosen = field.type === 'checkbox' || field.type === 'radio';
        return [field.name, chosen ? field.value : '', chosen ? field.checked : field.value];
    });
}

function write(form, kept) {
    for (const [name, value, content] of kept) {
        for (const field of fields(form).filter((field) => field.name === name)) {
            if (typeof content === 'string') field.value = content;
            else if (field.value === value) field.checked = content;
        }
    }
    for (const details of form.querySelectorAll('details')) {
        const filled = fields(form).filter((field) => details.contains(field));
        if (filled.some((field) => field.checked && field.value !== '')) details.open = true;
    }
}

function say(form, text) {
    const place = form.querySelector('[data-saved]');
    if (place) place.textContent = text;
}

/** Throws away what somebody else typed in this tab: who signs in after a session ran out may be another person. */
function forgetOthers() {
    const member = document.querySelector('[data-member]')?.dataset.member;
    if (member && sessionStorage.getItem(OWNER) !== member) {
        sessionStorage.clear();
        sessionStorage.setItem(OWNER, member);
    }
}

/** Prepares the forms of the page: those with `data-draft` are kept, those with `data-forget` throw all away. */
export function keepDrafts() {
    forgetOthers();
    // An address that says so is not enough, for anybody can make one: this tab has to have sent that very form.
    const done = document.querySelector('[data-done-draft]')?.dataset.doneDraft;
    const sent = sessionStorage.getItem(SENT);
    if (done && sent === done) sessionStorage.removeItem(PREFIX + done);
    if (done || document.querySelector('form[data-answered]')) sessionStorage.removeItem(SENT);
    for (const form of document.querySelectorAll('form[data-draft]:not([data-kept])')) {
        form.dataset.kept = 'true';
        const key = PREFIX + form.dataset.draft;
        const kept = sessionStorage.getItem(key);
        // A form that came back with what was typed in it is newer than what is kept.
        if (kept && !form.hasAttribute('data-answered')) {
            write(form, JSON.parse(kept));
            say(form, form.dataset.restored);
        }
        let timer;
        const keep = () => {
            sessionStorage.setItem(key, JSON.stringify(read(form)));
            say(form, form.dataset.saved);
        };
        form.addEventListener('input', () => {
            clearTimeout(timer);
            timer = setTimeout(keep, PAUSE);
        });
        form.addEventListener('submit', () => {
            // What waits to be kept is kept now: later it would be a draft of what is saved already.
            clearTimeout(timer);
            keep();
            sessionStorage.setItem(SENT, form.dataset.draft);
        });
    }
    for (const form of document.querySelectorAll('form[data-forget]')) {
        form.addEventListener('submit', () => sessionStorage.clear());
    }
}
