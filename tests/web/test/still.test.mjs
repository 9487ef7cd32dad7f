// Nothing moves once it is seen: the main pages of every role, with nothing kept from an earlier visit, on a desk and on a
// phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    FAMILY_TENANT, MAKING, OFFICE, ORIGIN, OWN, READING, RULES, SIZES, TABS, TENANT, byToken, fullFamily, open, signedIn,
} from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `/t/${TENANT}`;

/** A page that keeps count of what moves on it, on a connection as slow as a phone's, with nothing kept. */
async function watched(context) {
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    await client.send('Network.setCacheDisabled', { cacheDisabled: true });
    await client.send('Network.emulateNetworkConditions', {
        offline: false, latency: 40, downloadThroughput: 400_000, uploadThroughput: 400_000,
    });
    await page.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
                const what = entry.sources.map(({ node }) => (node?.nodeType === 1 ? node : node?.parentElement)?.outerHTML.slice(0, 80));
                window.shifts.push(`${entry.value.toFixed(4)}: ${what.join(' | ')}`);
            }
        }).observe({ type: 'layout-shift', buffered: true });
    });
    return page;
}

/** What moved on a page, each with how far. */
async function shifts(page) {
    await page.evaluate(() => document.fonts.ready);
    // A dossier goes on listening, so the network is never idle.
    await page.waitForTimeout(400);
    return page.evaluate(() => window.shifts);
}

/** Pages of somebody who is signed in: in a browser that knows who it is, and nothing else. */
async function still(page, size, paths) {
    const state = await page.context().storageState();
    await page.context().close();
    const context = await browser.newContext({ ...SIZES[size], storageState: state, locale: 'nl' });
    const found = [];
    for (const path of paths) {
        const page = await watched(context);
        await page.goto(`${ORIGIN}${path}`, { waitUntil: 'load' });
        found.push(...(await shifts(page)).map((shift) => `${path}: ${shift}`));
        await page.close();
    }
    await context.close();
    assert.deepEqual(found, []);
}

for (const size of ['desk', 'phone']) {
    test(`nothing moves for who works with families (${size})`, async () => {
        const page = await signedIn(browser, 'professional', { size });
        const family = await fullFamily(page);
        const forms = ['/budget/new', '/needs/new', '/talks/new'];
        const more = ['', '/families', '/account', '/search', '/notices', '/directory'].map((path) => `${home}${path}`);
        await still(page, size, [...TABS, ...forms].map((tab) => `${family}${tab}`).concat(more));
    });

    test(`nothing moves for who leads the office (${size})`, async () => {
        const page = await signedIn(browser, 'coordinator', { size });
        await still(page, size, ['', ...OFFICE, '/budget', ...RULES.slice(0, 1)].map((path) => `${home}${path}`));
    });

    test(`nothing moves for somebody of a family (${size})`, async () => {
        const page = await signedIn(browser, 'family_member', { size, tenant: FAMILY_TENANT });
        await still(page, size, OWN.map((path) => `/t/${FAMILY_TENANT}${path}`));
    });

    test(`nothing moves for others (${size})`, async () => {
        const roles = { volunteer: ['', '/families'], budget_approver: ['', '/budget', '/budget/desk'], plugin_developer: RULES };
        for (const [post, paths] of Object.entries(roles)) {
            await still(await signedIn(browser, post, { size }), size, paths.map((path) => `${home}${path}`));
        }
        const tokens = { reader: READING.map((path) => `/national${path}`), computes: MAKING.map((path) => `/national${path}`), operator: ['/platform'] };
        for (const [who, paths] of Object.entries(tokens)) {
            await still(await byToken(browser, who, { size }), size, paths);
        }
    });

    test(`nothing moves for who is not signed in (${size})`, async () => {
        const page = await (await browser.newContext(SIZES[size])).newPage();
        await still(page, size, ['/', `${home}/sign-in`, `${home}/invitation`, `${home}/referral`, '/national/sign-in']);
    });
}

test('what moves is noticed', async () => {
    const context = await browser.newContext(SIZES.desk);
    const page = await watched(context);
    await page.goto(`${ORIGIN}${home}/sign-in`);
    assert.deepEqual(await shifts(page), []);
    await page.evaluate(() => {
        const late = document.createElement('p');
        late.textContent = 'Te laat.';
        document.body.prepend(late);
    });
    assert.notDeepEqual(await shifts(page), []);
    await context.close();
});
