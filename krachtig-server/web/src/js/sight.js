// Where the ways of a page do not all fit beside each other, the one that is open is in sight.

/** Brings the way that is open into sight. Nothing moves but the ways themselves. */
export function showWhereOneIs() {
    for (const here of document.querySelectorAll('.k-bar [aria-current], .k-tabs [aria-current]')) {
        const strip = here.closest('.k-bar__list, .k-tabs');
        const [from, until] = [strip.getBoundingClientRect(), here.getBoundingClientRect()];
        if (until.left < from.left || until.right > from.right) {
            strip.scrollLeft += until.left - from.left - (from.width - until.width) / 2;
        }
    }
}
