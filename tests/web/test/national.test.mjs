// An analyst reads releases; a statistician makes one, and another publishes it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MAKING, ORIGIN, READING, byToken, open, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const national = `${ORIGIN}/national`;

for (const options of [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }]) {
    test(`an analyst reads a release, compares and fetches a file (${options.size})`, async () => {
        const page = await byToken(browser, 'reader', options);
        await page.locator('.k-rows a').first().click();
        await page.waitForURL(/\/national\/release\?of=/);
        assert.ok(await page.locator('figure.k-drawing').count() >= 3);
        assert.ok(await page.locator('line.d-whisker').count() > 0, 'what has noise shows how far off it can be');
        for (const file of ['figures.csv', 'figures.xlsx', 'figures.parquet', 'figures.csv-metadata.json', 'release.json']) {
            const href = await page.locator(`a[href$="/${file}"]`).getAttribute('href');
            const fetched = await page.context().request.get(`${ORIGIN}${href}`);
            assert.equal(fetched.status(), 200, file);
            assert.ok((await fetched.body()).length > 100, file);
        }
        await page.goto(`${national}/compare`);
        await page.selectOption('#of', 'referrals');
        await page.click('main form button');
        await page.waitForURL(/of=referrals/);
        await page.locator('#inputs').waitFor();
        assert.ok(await page.locator('figure.k-drawing tbody tr').count() >= 3, 'regions stand beside each other');
        await page.goto(`${national}/trends?of=problem_groups`);
        await page.locator('figure.k-drawing').waitFor();
        assert.equal((await page.goto(`${national}/making`)).status(), 404, 'readers make nothing');
        await page.goto(national);
        await page.click('form[action$="/sign-out"] button');
        await page.waitForURL(/sign-in/);
        await page.goto(`${national}/release?of=x`);
        assert.match(page.url(), /sign-in/);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

test('a code that opens nothing lets nobody in', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(national);
    await page.fill('#secret', 'krt_x');
    await page.click('main form button');
    await page.locator('#secret-wrong').waitFor();
    assert.match(page.url(), /sign-in/);
    await page.context().close();
});

for (const scripts of [true, false]) {
    test(`a release is looked at beforehand, defined, computed, and published by another (${scripts ? 'with' : 'without'} scripts)`, async () => {
        const page = await byToken(browser, 'computes', { scripts });
        await page.goto(`${national}/making`);
        assert.ok(await page.locator('.k-rows > li').count() > 0, 'regions handed in');
        await page.goto(`${national}/making/new`);
        await page.click('main form .k-buttons button >> nth=0');
        await page.locator('[data-errors]').waitFor();
        const name = `proef-${scripts}`;
        await page.fill('[id="name"]', name);
        await page.fill('[id="title.nl"]', 'Proefcijfers');
        await page.fill('[id="title.en"]', 'Trial figures');
        await page.fill('[id="epsilon.problem_effect"]', '0,1');
        await page.click('main form .k-buttons button >> nth=0');
        await page.locator('#preview').waitFor();
        assert.equal(await page.inputValue('[id="title.nl"]'), 'Proefcijfers', 'what was typed stays');
        assert.ok(await page.locator('#left tbody tr').count() > 0, 'what is left of the budget is told');
        if (scripts) assert.deepEqual(await wrongs(page), []);
        // The demo's release took the year's whole budget, so this one tells about the organisation alone.
        await page.fill('[id="epsilon.problem_effect"]', '');
        await page.click('main form .k-buttons button >> nth=1');
        await page.waitForURL(/done=nat-define/);
        const row = (of) => of.locator('.k-rows > li', { has: of.locator(`input[value="${name}"]`) });
        await row(page).locator('form[action$="/compute"] button').click();
        await page.waitForURL(/done=nat-compute/);
        assert.equal(await row(page).count(), 0, 'who computes does not publish');
        const other = await byToken(browser, 'publishes', { scripts });
        await other.goto(`${national}/making/plans`);
        await row(other).locator('form[action$="/publish"] button').click();
        await other.waitForURL(/done=nat-publish/);
        assert.equal((await other.goto(`${national}/release?of=${name}`)).status(), 200);
        assert.deepEqual([...page.said, ...other.said], []);
        await page.context().close();
        await other.context().close();
    });
}

test('an analyst asks in GraphQL on a page of its own', async () => {
    const page = await byToken(browser, 'reader');
    await page.goto(`${national}/explorer`);
    await page.click('[data-editor] button');
    await page.locator('button.graphiql-execute-button').click();
    await page.locator('.result-window').getByText('releases').first().waitFor();
    assert.deepEqual(page.said, [], 'its policy lets it work, and nothing else is asked for');
    await page.context().close();
});

for (const options of [{ size: 'desk' }, { size: 'phone', dark: true, language: 'en' }]) {
    test(`axe finds nothing on pages of releases (${JSON.stringify(options)})`, async () => {
        const found = [];
        for (const [who, paths] of [['reader', READING], ['computes', MAKING]]) {
            const page = await byToken(browser, who, options);
            for (const path of paths) {
                assert.equal((await page.goto(`${national}${path}`)).status(), 200, path);
                for (const details of await page.locator('details').all()) await details.evaluate((one) => { one.open = true; });
                found.push(...(await wrongs(page)).map((wrong) => `${path}: ${wrong}`));
                const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                if (wide > 1) found.push(`${path}: ${wide} pixels too wide`);
            }
            found.push(...page.said.map((text) => `console: ${text}`));
            await page.context().close();
        }
        assert.deepEqual(found, []);
    });
}
