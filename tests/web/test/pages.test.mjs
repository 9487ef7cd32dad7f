// Every page that somebody reaches, for axe and for the policy of what may be loaded: in both sizes, in light and dark.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FORMS, OFFICE, ORIGIN, TABS, TENANT, formsOf, fullFamily, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `/t/${TENANT}`;
const TOURS = [
    ['professional', { size: 'desk' }],
    ['professional', { size: 'phone', dark: true, language: 'en' }],
    ['coordinator', { size: 'desk', dark: true }],
    ['volunteer', { size: 'phone' }],
    ['budget_approver', { size: 'desk' }],
    ['reader', { size: 'desk' }],
];

for (const [post, options] of TOURS) {
    test(`axe finds nothing for a ${post} (${JSON.stringify(options)})`, async () => {
        const page = await signedIn(browser, post, options);
        const paths = [home, `${home}/account`];
        if (!['budget_approver', 'reader'].includes(post)) {
            const family = await fullFamily(page);
            const tabs = TABS.map((tab) => `${family}${tab}`);
            paths.push(`${home}/families`, ...tabs, ...await formsOf(page, tabs));
            if (post === 'professional') paths.push(...FORMS.map((form) => `${family}${form}`));
        }
        if (['professional', 'coordinator', 'budget_approver'].includes(post)) paths.push(`${home}/budget`);
        if (post === 'coordinator') {
            const office = OFFICE.map((path) => `${home}${path}`);
            paths.push(...office, ...await formsOf(page, office));
        }
        if (post === 'budget_approver') {
            const desk = [`${home}/budget/desk`];
            paths.push(...desk, ...await formsOf(page, desk));
        }
        if (post === 'professional') paths.push(`${home}/directory`, `${home}/emergency`);
        const found = [];
        for (const path of paths) {
            const response = await page.goto(`${ORIGIN}${path}`);
            assert.equal(response.status(), 200, path);
            for (const details of await page.locator('details').all()) await details.evaluate((one) => { one.open = true; });
            found.push(...(await wrongs(page)).map((wrong) => `${path}: ${wrong}`));
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 1) found.push(`${path}: ${wide} pixels too wide`);
        }
        found.push(...page.said.map((text) => `console: ${text}`));
        await page.context().close();
        assert.deepEqual(found, []);
    });
}

test('axe finds nothing for whoever is not signed in', async () => {
    const page = await (await browser.newContext()).newPage();
    const found = [];
    for (const path of ['/', `${home}/sign-in`, `${home}/invitation`, `${home}/nowhere`]) {
        await page.goto(`${ORIGIN}${path}`);
        found.push(...(await wrongs(page)).map((wrong) => `${path}: ${wrong}`));
    }
    await page.context().close();
    assert.deepEqual(found, []);
});

test('a first visit stays under 150 KB, and nothing moves', async () => {
    const page = await signedIn(browser, 'professional');
    const family = await fullFamily(page);
    const state = await page.context().storageState();
    await page.context().close();
    const fresh = await (await browser.newContext({ storageState: state, viewport: { width: 1280, height: 900 } })).newPage();
    const client = await fresh.context().newCDPSession(fresh);
    await client.send('Network.enable');
    let bytes = 0;
    client.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await fresh.addInitScript(() => {
        window.moved = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })
            .observe({ type: 'layout-shift', buffered: true });
    });
    // A dossier goes on listening, so the network is never idle.
    await fresh.goto(`${ORIGIN}${family}`, { waitUntil: 'load' });
    await fresh.waitForTimeout(1500);
    const moved = await fresh.evaluate(() => window.moved);
    await fresh.context().close();
    assert.ok(bytes > 10_000 && bytes < 150_000, `${bytes} bytes`);
    assert.ok(moved < 0.02, `shifted by ${moved}`);
});
