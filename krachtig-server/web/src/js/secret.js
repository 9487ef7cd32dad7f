// The secret of an invitation, or of a party's link, stands behind the `#` of its address, so that no server logs it: it is
// put into its field here. Where such an address is told, it becomes one that can be sent as it stands.

export function wholeAddress() {
    for (const place of document.querySelectorAll('[data-address]')) {
        place.textContent = location.origin + place.dataset.address;
    }
}

export function readSecret() {
    const form = document.querySelector('form[data-secret]');
    const field = form?.elements[form.dataset.secret];
    if (field && !field.value && location.hash.length > 1) {
        field.value = decodeURIComponent(location.hash.slice(1));
        history.replaceState(null, '', location.pathname);
    }
}
