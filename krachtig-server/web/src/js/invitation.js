// An invitation's secret stands behind the `#` of its address, so that no server logs it: it is put into its field here.

export function readInvitation() {
    const field = document.querySelector('input[data-invitation]');
    if (field && !field.value && location.hash.length > 1) {
        field.value = decodeURIComponent(location.hash.slice(1));
        history.replaceState(null, '', location.pathname);
    }
}
