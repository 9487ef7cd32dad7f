// Signing in with a passkey, and making one: asked of the tenant's door in two steps, as any program would.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

async function ask(door, at, body) {
    const response = await fetch(`${door}/${at}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-krachtig-client': 'krachtig-web' },
        body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
}

/** What the browser was given, as the door takes it. */
function shown(credential) {
    const { id, rawId, type, response } = credential;
    return {
        id,
        type,
        rawId: text(rawId),
        extensions: credential.getClientExtensionResults(),
        response: {
            authenticatorData: text(response.authenticatorData),
            clientDataJSON: text(response.clientDataJSON),
            signature: text(response.signature),
            userHandle: response.userHandle ? text(response.userHandle) : null,
        },
    };
}

async function signIn(door) {
    const { ceremony, options } = await ask(door, 'sign-in/passkey/begin', {});
    const publicKey = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    publicKey.allowCredentials = (publicKey.allowCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
    const credential = await navigator.credentials.get({ publicKey });
    await ask(door, 'sign-in/passkey', { ceremony, credential: shown(credential) });
}

/** Makes a passkey for whoever is signed in, under a name. */
async function add(door, label) {
    const { ceremony, options } = await ask(door, 'passkeys/begin', {});
    const { publicKey } = options;
    const credential = await navigator.credentials.create({
        publicKey: {
            ...publicKey,
            challenge: bytes(publicKey.challenge),
            user: { ...publicKey.user, id: bytes(publicKey.user.id) },
            excludeCredentials: (publicKey.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
        },
    });
    const { id, rawId, type, response } = credential;
    const made = {
        id,
        type,
        rawId: text(rawId),
        extensions: credential.getClientExtensionResults(),
        response: {
            attestationObject: text(response.attestationObject),
            clientDataJSON: text(response.clientDataJSON),
            transports: response.getTransports?.() ?? [],
        },
    };
    await ask(door, 'passkeys', { ceremony, label, credential: made });
}

/** Offers to make one where the browser can, and says so in its words where it did not work. */
export function offerNewPasskey() {
    const place = document.querySelector('[data-new-passkey]');
    if (!place || !window.PublicKeyCredential || place.dataset.ready) return;
    place.dataset.ready = 'true';
    place.hidden = false;
    const said = place.querySelector('[data-failed]');
    const field = place.querySelector('input');
    place.querySelector('button').addEventListener('click', async () => {
        said.textContent = '';
        if (!field.value.trim()) { field.focus(); return; }
        try {
            await add(place.dataset.newPasskey, field.value.trim());
            location.assign(place.dataset.next);
        } catch {
            said.textContent = said.dataset.failed;
        }
    });
}

/** Shows the button for it where the browser can, and says so in its words where it did not work. */
export function offerPasskey() {
    const button = document.querySelector('button[data-passkey]');
    if (!button || !window.PublicKeyCredential || button.dataset.ready) return;
    button.dataset.ready = 'true';
    button.hidden = false;
    const said = document.querySelector('[data-passkey-said]');
    button.addEventListener('click', async () => {
        said.textContent = '';
        try {
            await signIn(button.dataset.passkey);
            location.assign(button.dataset.next);
        } catch {
            said.textContent = said.dataset.passkeySaid;
        }
    });
}
