// Where somebody is after a page was swapped in: at what is wrong, or at the beginning of what the page is about.

export function keepFocus() {
    const errors = () => document.querySelector('[data-errors]');
    document.addEventListener('htmx:after:swap', () => {
        const place = errors() ?? document.querySelector('#content');
        place?.focus({ preventScroll: !errors() });
    });
    errors()?.focus();
}
