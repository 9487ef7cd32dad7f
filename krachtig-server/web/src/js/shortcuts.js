// Keys for those who are here all day: `/` goes to the search field, `g` and then a letter to a page of the bar, `?` shows
// them all. While somebody types a key is a letter; and who speaks to the computer switches them off (WCAG 2.1.4), which
// this browser remembers.

const WAITS = 1200;
const OFF = 'shortcuts off';

function isOff() {
    try {
        return localStorage.getItem(OFF) !== null;
    } catch {
        return false;
    }
}

function remember(off) {
    try {
        if (off) localStorage.setItem(OFF, 'yes');
        else localStorage.removeItem(OFF);
    } catch {
        // A browser that keeps nothing has them on.
    }
}

function typing(target) {
    return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

const searchField = () => document.querySelector('#seek, [role="search"] #text');
const overview = () => document.querySelector('#shortcuts');

function show() {
    const keys = overview();
    if (!keys) return false;
    keys.querySelector('[data-keys-on]').checked = !isOff();
    for (const line of keys.querySelectorAll('[data-keys-search]')) line.hidden = !searchField();
    keys.showModal();
    return true;
}

function toSearch() {
    const field = searchField();
    field?.focus();
    return field !== null;
}

function toPage(key) {
    const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    link?.click();
    return link !== null;
}

/** What the foot says of keys is there for who has scripts. */
export function offerKeys() {
    for (const button of document.querySelectorAll('[data-keys]')) button.hidden = false;
}

export function shortcuts() {
    let begun = -WAITS;
    document.addEventListener('keydown', (event) => {
        if (isOff() || typing(event.target) || overview()?.open || event.ctrlKey || event.metaKey || event.altKey) return;
        const follows = event.timeStamp - begun < WAITS;
        begun = -WAITS;
        let done = false;
        if (event.key === '?') done = show();
        else if (event.key === '/') done = toSearch();
        else if (follows && event.key.length === 1) done = toPage(event.key.toLowerCase());
        else if (event.key === 'g') begun = event.timeStamp;
        if (done) event.preventDefault();
    });
    document.addEventListener('click', (event) => {
        if (event.target.closest?.('[data-keys]')) show();
        if (event.target.closest?.('[data-keys-close]')) overview()?.close();
    });
    document.addEventListener('change', (event) => {
        if (event.target.matches?.('[data-keys-on]')) remember(!event.target.checked);
    });
}
