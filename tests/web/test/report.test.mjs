// The narrative report of a family: as a page and as a PDF, of the version that the family approved, for the audience that
// it approved it for, and for nobody else. On a desk with scripts, on a phone without.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { done, fine, follow, newFamily, open, signedIn, submit, told } from '../src/house.mjs';
import { isTagged, textOf } from '../src/pdf.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const WAYS = [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }];
const looks = async (page, options) => assert.deepEqual(await fine(page, options), []);

/** An adult who consents to the story being told. */
const TELLER = { person: 'Odile Verslag (fictief)', purposes: ['support', 'story'] };

/** Writes a version of the story, and gives it to those audiences. */
async function story(page, dossier, body, audiences) {
    await page.goto(`${dossier}/stories/new`);
    await page.fill('#title', 'Weer samen');
    await page.fill('#body', body);
    await submit(page);
    await done(page, 'story');
    for (const audience of audiences) {
        await follow(page, '/stories/agree');
        await page.selectOption('#person_id', { index: 1 });
        await page.check(`input[name=audience][value=${audience}]`);
        await submit(page);
        await done(page, 'story-agree');
    }
}

/** The file that the page leads to, and what it is called. */
async function file(page) {
    const [kept] = await Promise.all([page.waitForEvent('download'), page.click('main a[href*="/report/pdf?of="]')]);
    return [kept.suggestedFilename(), await readFile(await kept.path())];
}

for (const options of WAYS) {
    test(`a report is read and taken along as the family approved it, and only for whom it did (${told(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const dossier = await newFamily(page, `Verslag ${told(options)} (fictief)`, TELLER);
        await story(page, dossier, 'Wij plantten een zonnebloem voor het raam.', ['family', 'dji']);
        // What was written later was approved by nobody.
        await story(page, dossier, 'Wij plantten een paardenbloem voor het raam.', []);

        await page.goto(`${dossier}/story`);
        await page.click('main a[href$="/report?of=family"]');
        await page.waitForURL(/\/report\?of=family$/);
        await page.locator('#report-story').waitFor();
        await page.getByText('zonnebloem').waitFor();
        assert.equal(await page.getByText('paardenbloem').count(), 0, 'the version that was approved');
        await looks(page, options);
        const [name, pdf] = await file(page);
        assert.equal(name, 'familierapport-family.pdf', 'nobody is named by it');
        assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
        assert.ok(isTagged(pdf), 'it can be read aloud');
        const text = textOf(pdf);
        assert.ok(text.includes('zonnebloem') && !text.includes('paardenbloem'), 'the version that was approved');
        assert.ok(!text.includes('plantenbak'), 'what is not in it is not found');

        // For those outside: the story, and nobody by name.
        await page.goto(`${dossier}/report?of=dji`);
        await page.getByText('zonnebloem').waitFor();
        const seen = await page.locator('main').innerText();
        assert.ok(!seen.includes('Odile') && !seen.includes('Verslag'), 'nobody is named');
        await looks(page, options);
        const [, outside] = await file(page);
        const outsideText = textOf(outside);
        assert.ok(isTagged(outside) && outsideText.includes('zonnebloem'));
        assert.ok(!outsideText.includes('Odile') && !outsideText.includes('Verslag'));

        // For whom nobody approved it there is none, nor a way to it.
        await page.goto(`${dossier}/story`);
        assert.equal(await page.locator('main a[href$="/report?of=partners"]').count(), 0);
        const refused = await page.goto(`${dossier}/report?of=partners`);
        assert.equal(refused.status(), 422);
        assert.equal(await page.getByText('zonnebloem').count(), 0);
        assert.equal(await page.locator('main a[href*="/report/pdf"]').count(), 0);
        await looks(page, options);
        const none = await page.request.get(`${dossier}/report/pdf?of=partners`);
        assert.deepEqual([none.status(), (await none.body()).subarray(0, 5).toString() === '%PDF-'], [422, false]);

        // An approval that was taken back takes the report along.
        await page.goto(`${dossier}/story`);
        for (const audience of ['family', 'dji']) {
            await follow(page, '/stories/disagree');
            await submit(page);
            await done(page, 'story-disagree');
            assert.ok(await page.locator('main a[href*="/report?of="]').count() < 2, audience);
        }
        assert.equal((await page.goto(`${dossier}/report?of=dji`)).status(), 422);
        assert.deepEqual(page.said.filter((said) => !said.includes('422')), []);
        await page.context().close();
    });
}
