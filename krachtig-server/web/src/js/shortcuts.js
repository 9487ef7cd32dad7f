// Keys for those who are here all day: Alt and `/` goes to the search field, Alt and `g` and then a letter to a page of
// the bar. A letter alone does nothing, so that nobody who speaks to the computer sets one off (WCAG 2.1.4).

const WAITS = 1200;

function typing(target) {
    return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function shortcuts() {
    let begun = 0;
    document.addEventListener('keydown', (event) => {
        if (typing(event.target) || event.ctrlKey || event.metaKey || !event.altKey) return;
        const key = event.key.toLowerCase();
        if (key === '/') {
            const search = document.querySelector('[data-search]');
            if (!search) return;
            event.preventDefault();
            search.focus();
        } else if (key === 'g') {
            event.preventDefault();
            begun = event.timeStamp;
        } else if (event.timeStamp - begun < WAITS) {
            const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
            if (!link) return;
            event.preventDefault();
            link.click();
        }
    });
}
