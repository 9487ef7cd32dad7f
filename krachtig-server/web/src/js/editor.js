// The editor for GraphQL is fetched when it is asked for: it is larger than all else together.

export function editor() {
    const offer = document.querySelector('[data-editor]');
    if (!offer) return;
    offer.hidden = false;
    offer.querySelector('button').addEventListener('click', (event) => {
        event.currentTarget.disabled = true;
        const place = offer.parentElement;
        const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: place.dataset.style });
        const script = Object.assign(document.createElement('script'), { src: place.dataset.script });
        script.addEventListener('load', () => place.focus());
        script.addEventListener('error', () => { offer.querySelector('button').disabled = false; });
        document.head.append(style, script);
    });
}
