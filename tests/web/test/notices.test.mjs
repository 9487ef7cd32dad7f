// Whoever works with families is told of what waits, says that it was seen, and chooses by which way to be told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, firstFamily, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;

/** Waits until the program has looked: it does so again and again. */
async function told(page) {
    for (let tries = 0; tries < 60; tries += 1) {
        await page.goto(`${home}/notices`);
        if (await page.locator('main .k-rows > li').count() > 0) return;
        await new Promise((done) => setTimeout(done, 1000));
    }
    assert.fail('nobody is told of anything');
}

for (const options of [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }]) {
    test(`a professional is told what waits, and says that it was seen (${options.size})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        await told(page);
        if (options.size === 'desk') {
            assert.ok(await page.locator('.k-bell__count').isVisible(), 'the bell says how many are new');
            assert.deepEqual(await wrongs(page), []);
            await page.click('main .k-head__actions button');
            await page.waitForURL(/done=notices-seen/);
        }
        await page.locator('main .k-rows > li a[href*="/dossiers/tra_"]').first().click();
        await page.waitForURL(/\/dossiers\//);
        assert.equal(await page.locator('h1').count(), 1);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`one chooses by which way one is told (${options.size})`, async () => {
        const page = await signedIn(browser, 'volunteer', options);
        await page.goto(`${home}/notices`);
        await page.click('main .k-acts a');
        await page.waitForURL(/\/notices\/ways/);
        assert.equal(await page.locator('select[name=broken_glass]').count(), 0, 'of what is not theirs there is nothing to choose');
        const other = options.size === 'desk' ? 'off' : 'in_app';
        await page.selectOption('select[name=action_late]', other);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        await page.click('main form[data-draft] .k-buttons button');
        await page.waitForURL(/done=notices-choose/);
        await page.click('main .k-acts a');
        assert.equal(await page.locator('select[name=action_late]').inputValue(), other);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

/** How much the bell of a page says. */
const bell = (page) => page.locator('[data-unseen]').getAttribute('data-unseen').then(Number);

/** Writes down that somebody of a family asks what is kept of him or her: of that the office is told. */
async function askForRight(page, family) {
    await page.goto(`${ORIGIN}${family}/rights/new`);
    await page.selectOption('#subject', { index: 1 });
    await page.check('input[name=right][value=access]');
    await page.click('main form[data-draft] .k-buttons button');
    await page.waitForURL(/done=right(&|$)/);
}

for (const size of ['desk', 'phone']) {
    test(`what is new is said at once, and nothing moves or loses the focus (${size})`, async () => {
        const looks = await signedIn(browser, 'coordinator', { size });
        const acts = await signedIn(browser, 'professional');
        const family = await firstFamily(acts);
        await told(looks);
        const listening = looks.waitForResponse((response) => response.url().endsWith('/graphql'));
        await looks.goto(`${home}/office`);
        assert.equal((await listening).status(), 200);
        const before = await bell(looks);
        const at = await looks.locator('main a:visible').first().elementHandle();
        await at.focus();
        const place = await looks.locator('h1').boundingBox();
        const bar = await looks.locator('.k-top').boundingBox();
        await askForRight(acts, family);
        await looks.locator('[data-news] .k-live').waitFor({ timeout: 30000 });
        assert.equal(await bell(looks), before + 1);
        assert.deepEqual(await looks.locator('h1').boundingBox(), place, 'nothing moved');
        assert.deepEqual(await looks.locator('.k-top').boundingBox(), bar, 'nor did the bar');
        assert.ok(await at.evaluate((one) => one === document.activeElement), 'the focus stays where it was');
        assert.deepEqual(await wrongs(looks), []);
        if (process.env.KRACHTIG_PICTURES) await looks.screenshot({ path: `${process.env.KRACHTIG_PICTURES}/news-${size}.png` });
        await looks.click('[data-news] .k-live a');
        await looks.locator('[data-news] .k-live').waitFor({ state: 'hidden' });
        assert.deepEqual([...looks.said, ...acts.said], []);
        await looks.context().close();
        await acts.context().close();
    });
}

test('a tab that nobody looks at holds no connection, and a lost one comes back', async () => {
    const page = await signedIn(browser, 'coordinator');
    // That of the page before may have begun already, and ends uncounted.
    const held = new Set();
    page.on('request', (request) => { if (request.url().endsWith('/graphql')) held.add(request); });
    page.on('requestfailed', (request) => held.delete(request));
    page.on('requestfinished', (request) => held.delete(request));
    const reaches = async (wanted) => {
        for (let tries = 0; tries < 100 && held.size !== wanted; tries += 1) await page.waitForTimeout(100);
        assert.equal(held.size, wanted);
    };
    const look = (hidden) => page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
        document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await page.goto(`${home}/office`);
    await reaches(1);
    await look(true);
    await reaches(0);
    await page.route('**/graphql', (route) => route.abort());
    await look(false);
    await page.waitForTimeout(300);
    assert.equal(held.size, 0, 'nobody is there');
    await page.unroute('**/graphql');
    await reaches(1);
    await page.context().close();
});
