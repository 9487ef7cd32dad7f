// A passkey: made at the account with the browser's own authenticator, used to sign in without a password, and taken away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, SIZES, TENANT, open, signIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

// A passkey belongs to a name, which a number is not.
const NAMED = ORIGIN.replace('127.0.0.1', 'localhost');
const home = `${NAMED}/t/${TENANT}`;

/** A page whose browser has an authenticator of its own, which always finds its owner there. */
async function withAuthenticator(size) {
    const context = await browser.newContext({ ...SIZES[size], locale: 'nl' });
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('WebAuthn.enable');
    const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
        options: {
            protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal',
            hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
        },
    });
    return { page, client, authenticatorId };
}

for (const size of ['desk', 'phone']) {
    test(`a passkey is made, lets one in without a password, and lets nobody in once it is gone (${size})`, async () => {
        const { page, client, authenticatorId } = await withAuthenticator(size);
        const label = `Sleutel ${size}`;
        await page.goto(`${home}/sign-in`);
        await signIn(page, 'volunteer');
        await page.goto(`${home}/account`);
        const place = page.locator('[data-new-passkey]');
        await place.locator('button').click();
        assert.equal(await page.evaluate(() => document.activeElement.id), 'passkey-label', 'it takes a name');
        await page.fill('#passkey-label', label);
        await place.locator('button').click();
        await page.waitForURL(/done=passkey-added/);
        const row = page.locator('section[aria-labelledby=passkeys] li', { hasText: label });
        await row.waitFor();
        assert.deepEqual(await wrongs(page), []);
        const { credentials } = await client.send('WebAuthn.getCredentials', { authenticatorId });
        assert.deepEqual(credentials.map((one) => [one.rpId, one.isResidentCredential]), [['localhost', true]]);

        await page.click('form[data-forget] button');
        await page.locator('#password').waitFor();
        await page.locator('button[data-passkey]').click();
        await page.waitForURL((url) => url.pathname === `/t/${TENANT}`);
        await page.locator('h1').waitFor();

        await page.goto(`${home}/account`);
        await row.locator('form[action$="/passkeys/remove"] button').click();
        await row.waitFor({ state: 'detached' });
        await page.click('form[data-forget] button');
        await page.locator('button[data-passkey]').click();
        await page.locator('[data-passkey-said]', { hasText: /\S/ }).waitFor();
        assert.ok(page.url().includes('/sign-in'), 'nobody is let in by it');
        assert.deepEqual(await wrongs(page), []);
        await page.context().close();
    });
}

test('a browser without passkeys offers none, and without scripts nothing is said of them', async () => {
    const bare = await browser.newContext({ ...SIZES.phone, locale: 'nl' });
    await bare.addInitScript(() => { delete window.PublicKeyCredential; });
    const silent = await browser.newContext({ ...SIZES.phone, javaScriptEnabled: false, locale: 'nl' });
    for (const context of [bare, silent]) {
        const page = await context.newPage();
        await page.goto(`${home}/sign-in`);
        assert.equal(await page.locator('button[data-passkey]').isVisible(), false);
        await signIn(page, 'volunteer');
        await page.goto(`${home}/account`);
        assert.equal(await page.locator('[data-new-passkey]').isVisible(), false);
        await context.close();
    }
});
