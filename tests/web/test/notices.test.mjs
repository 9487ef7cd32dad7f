// Whoever works with families is told of what waits, says that it was seen, and chooses by which way to be told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, open, signedIn, wrongs } from '../src/house.mjs';

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
            assert.ok(await page.locator('.k-bell__count').count() === 1, 'the bell says how many are new');
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
