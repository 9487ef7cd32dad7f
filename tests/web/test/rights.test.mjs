// The rights of people in the browser: limits, own words, data to take along, holds, sharing, and erasing by two people to its
// certificate; and what the office has besides: instruments, trajectories, and who looked. On a desk with scripts, on a phone
// without.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import {
    ORIGIN, SIZES, TENANT, newFamily as aFamily, done, fine as looked, follow, open, signedIn, submit, told, wrongs,
} from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;
const WAYS = [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }];

/** A family of its own for a test, with one adult who consents to being referred. */
const newFamily = (page, name) => aFamily(page, name, { person: 'Iris Recht (fictief)', purposes: ['referral'] });

/** Sends the form that is shown and keeps the file that comes of it: its name, and what is in it. */
async function kept(page, send) {
    const [file] = await Promise.all([page.waitForEvent('download'), send()]);
    return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
}

/** Nothing is wrong with how a page looks. */
const fine = async (page, options) => assert.deepEqual(await looked(page, options), []);

for (const options of WAYS) {
    test(`what somebody asks for by right is done (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const dossier = await newFamily(page, `Recht ${told(options)} (fictief)`);

        await page.goto(`${dossier}/rights/new`);
        await page.selectOption('#subject', { index: 1 });
        await page.check('input[name=right][value=restriction]');
        await page.fill('#identity_check', 'Bekend van huisbezoek');
        await submit(page);
        await done(page, 'right');
        await page.goto(dossier);
        await page.locator(`section[aria-labelledby=waits] a[href$="/rights"]`).waitFor();
        await page.goto(`${dossier}/rights`);
        await follow(page, '/rights/answer');
        await page.check('input[name=granted][value=yes]');
        await submit(page);
        await done(page, 'right-decide');

        // From what was granted one goes straight to the limit.
        await page.locator('section[aria-labelledby=rights] a[href*="/limits/new?of=per_"]').click();
        await page.waitForURL(/limits\/new/);
        await submit(page);
        await page.locator('#kind-wrong').waitFor();
        await page.check('input[name=kind][value=objection]');
        await submit(page);
        await page.locator('#purpose-wrong').waitFor();
        await page.check('input[name=kind][value=restriction]');
        await page.fill('#reason', 'Eerst uitzoeken wat klopt.');
        await submit(page);
        await done(page, 'limit');
        await fine(page, options);
        await follow(page, '/rights/done');
        await submit(page);
        await done(page, 'right-done');
        await page.goto(dossier);
        await page.getByText('Eerst uitzoeken wat klopt.').waitFor();
        await fine(page, options);
        // What is restricted is added to by nobody.
        await page.goto(`${dossier}/problems/new`);
        await page.selectOption('#category', 'debts');
        await page.check('input[name=effect][value=worse]');
        await page.selectOption('#person_id', { index: 1 });
        await submit(page);
        await page.locator('[data-errors]').waitFor();
        await page.goto(`${dossier}/rights`);
        await follow(page, '/limits/end');
        await submit(page);
        await done(page, 'limit-end');

        await follow(page, '/words/new');
        assert.ok((await page.inputValue('#subject')).startsWith('per_'), 'whose words they are is filled in');
        await submit(page);
        await page.locator('#words-wrong').waitFor();
        await page.fill('#words', 'Zo heb ik het niet gezegd.');
        await submit(page);
        await done(page, 'words');
        await page.getByText('Zo heb ik het niet gezegd.').waitFor();

        for (const [as, name, has] of [['page', 'gegevens.html', 'Iris Recht'], ['file', 'gegevens.json', 'krachtig-person-export']]) {
            await page.goto(`${dossier}/rights`);
            await follow(page, '/export/new');
            await page.check(`input[name=as][value=${as}]`);
            const [file, text] = await kept(page, () => submit(page));
            assert.equal(file, name);
            assert.ok(text.includes(has) && text.includes('Zo heb ik het niet gezegd.'));
        }

        await page.goto(`${dossier}/kept/edit`);
        await page.check('input[name=basis][value=jeugdwet]');
        await submit(page);
        await done(page, 'keep');
        // What a law has kept is not erased on request, and that is said before one asks.
        await page.locator('section[aria-labelledby=people] a[href*="/erasing/new?of=per_"]').click();
        await page.waitForURL(/erasing\/new/);
        await page.locator('.k-told').waitFor();
        await submit(page);
        await page.locator('[data-errors]').waitFor();

        await page.goto(`${dossier}/holds/new`);
        await submit(page);
        await page.locator('#reason-wrong').waitFor();
        await page.fill('#reason', 'Er loopt een klacht.');
        await submit(page);
        await done(page, 'hold');
        await page.goto(dossier);
        await page.getByText('Er loopt een klacht.').waitFor();
        await page.goto(`${dossier}/rights`);
        await follow(page, '/holds/end');
        await submit(page);
        await done(page, 'hold-end');
        await fine(page, options);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`what is shared with a party is noted, ended and told (${told(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const dossier = await newFamily(page, `Delen ${told(options)} (fictief)`);
        await page.goto(`${dossier}/shares/new`);
        await page.selectOption('#partner_id', { index: 1 });
        await page.check('input[name=persons]');
        await page.selectOption('#purpose', 'referral');
        await submit(page);
        await page.locator('#categories-wrong').waitFor();
        await page.check('input[name=categories][value=detention]');
        await submit(page);
        await page.locator('#categories-wrong').waitFor();
        await page.uncheck('input[name=categories][value=detention]');
        await page.check('input[name=categories][value=money]');
        await page.fill('#about', 'Overzicht van de schulden');
        await submit(page);
        await done(page, 'share');
        await page.getByText('Overzicht van de schulden').waitFor();
        await fine(page, options);
        await follow(page, '/shares/end');
        await submit(page);
        await done(page, 'share-end');
        await page.goto(dossier);
        await page.locator(`section[aria-labelledby=waits] a[href$="/partners"]`).waitFor();
        await page.goto(`${dossier}/partners`);
        await follow(page, '/shares/heard');
        await submit(page);
        await done(page, 'share-told');
        assert.equal(await page.locator('a[href*="/shares/heard"]').count(), 0);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`one coordinator proposes to erase, another confirms, and the certificate names nobody (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const dossier = await newFamily(page, `Wissen ${told(options)} (fictief)`);
        await page.goto(`${dossier}/erasing/new?of=family`);
        await submit(page);
        await page.locator('[data-errors]').waitFor();
        await page.goto(`${dossier}/closing/new`);
        await page.check('input[name=reason] >> nth=0');
        await submit(page);
        await done(page, 'close');
        await page.goto(`${dossier}/erasing/new?of=family`);
        await page.locator('.k-told li').first().waitFor();
        await fine(page, options);
        await submit(page);
        await done(page, 'erase');
        const proposal = page.url().split('&')[0];
        assert.equal(await page.locator('a[href*="/retention/sure"]').count(), 0, 'nobody confirms what he or she proposed');
        await fine(page, options);

        // A second coordinator, invited for this.
        await page.goto(`${home}/members/new`);
        await page.fill('#name', `Tweede ${told(options)} (fictief)`);
        await page.fill('#email', `tweede-${options.size}@voorbeeld.invalid`);
        await page.check('input[name=roles][value=coordinator]');
        await submit(page);
        const invitation = await page.locator('[data-invited]').getAttribute('data-address');
        const context = await browser.newContext({ ...SIZES[options.size], javaScriptEnabled: options.scripts, locale: 'nl' });
        const second = await context.newPage();
        await second.goto(ORIGIN + invitation);
        await second.fill('#invitation', invitation.split('#')[1]);
        await second.fill('#password', 'vier paarden in de mist');
        await second.click('form[action$="/invitation/accept"] button');
        await second.waitForURL((url) => !url.pathname.includes('invitation'));

        await second.goto(proposal);
        await second.click('main a[href*="/retention/sure?of="]');
        await second.waitForURL(/retention\/sure/);
        await second.locator('.k-told li').first().waitFor();
        await submit(second);
        await done(second, 'destruction-confirm');
        await second.goto(proposal);
        await second.click('main a[href*="/retention/go?of="]');
        await second.waitForURL(/retention\/go/);
        await submit(second);
        await done(second, 'destruction-run');
        await second.locator('#certificate').waitFor();
        await fine(second, options);
        const [name, text] = await kept(second, () => second.click('a[href*="/certificate/file"]'));
        assert.equal(name, 'bewijs-van-vernietiging.txt');
        assert.ok(text.includes('"destroyed"') && !text.includes('Iris') && !text.includes('tra_'));
        await second.goto(dossier);
        assert.equal(await second.getByText('Iris Recht').count(), 0);
        await context.close();
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

test('an instrument is added and changed, and two who change it at once lose nothing', async () => {
    const one = await signedIn(browser, 'coordinator');
    await one.goto(`${home}/instruments/new`);
    await one.fill('#name', 'Positieve Gezondheid (fictief)');
    await one.fill('#code', 'pg');
    await one.fill('#max_level', '10');
    await submit(one);
    await one.locator('[id="domains.0.label_nl-wrong"]').waitFor();
    // A place that is left blank in between is left out.
    for (const [place, code] of [[0, 'lichaam'], [2, 'lichaam']]) {
        await one.fill(`[id="domains.${place}.label_nl"]`, 'Lichaam');
        await one.fill(`[id="domains.${place}.label_en"]`, 'Body');
        await one.fill(`[id="domains.${place}.code"]`, code);
    }
    await submit(one);
    await one.locator('[id="domains.2.code-wrong"]').waitFor();
    await one.fill('[id="domains.2.code"]', 'meedoen');
    // Not in use, so that the mappings of other tests go on with what they have.
    await one.uncheck('input[name=active]');
    await submit(one);
    await done(one, 'instrument');
    const row = (page) => page.locator('li', { hasText: 'Positieve Gezondheid' }).locator('a[href*="/instruments/edit?of="]');
    await row(one).click();
    await one.waitForURL(/instruments\/edit/);
    const other = await signedIn(browser, 'coordinator', { language: 'en' });
    await other.goto(one.url());
    assert.equal(await other.inputValue('[id="domains.1.code"]'), 'meedoen');
    await other.fill('#edition', '2');
    await submit(other);
    await done(other, 'change');
    await one.fill('#name', 'Positieve Gezondheid, anders (fictief)');
    await submit(one);
    await one.locator('[data-errors] dd').getByText('2', { exact: true }).waitFor();
    assert.equal(await one.inputValue('#name'), 'Positieve Gezondheid, anders (fictief)');
    assert.deepEqual(await wrongs(one), []);
    await submit(one);
    await done(one, 'change');
    for (const page of [one, other]) {
        assert.deepEqual(page.said, []);
        await page.context().close();
    }
});

test('a family whose trajectory was closed begins another, and who looked is told without what was seen', async () => {
    const page = await signedIn(browser, 'coordinator');
    const dossier = await newFamily(page, 'Opnieuw (fictief)');
    await page.goto(`${dossier}/trajectories`);
    assert.equal(await page.locator('a[href$="/trajectories/new"]').count(), 0, 'one is open');
    await page.goto(`${dossier}/closing/new`);
    await page.check('input[name=reason] >> nth=0');
    await submit(page);
    await done(page, 'close');
    await page.locator('main a[href$="/trajectories"]').click();
    await page.waitForURL(/\/trajectories$/);
    await page.click('main a[href$="/trajectories/new"]');
    await page.waitForURL(/\/trajectories\/new$/);
    await submit(page);
    await done(page, 'trajectory');
    const next = page.url().split('?')[0];
    assert.notEqual(next, dossier);
    await page.goto(`${next}/people`);
    await page.getByText('Iris Recht').first().waitFor();
    await page.goto(`${next}/trajectories`);
    assert.equal(await page.locator('.k-rows > li').count(), 2);

    await page.goto(`${dossier}/looked`);
    assert.ok(await page.locator('tbody tr').count() > 3);
    assert.equal(await page.getByText('Iris Recht').count(), 0, 'nothing of what was seen');
    assert.deepEqual(await wrongs(page), []);
    await page.selectOption('#event', 'create');
    await page.click('main form[role=search] button');
    await page.waitForURL(/event=create/);
    assert.ok(await page.locator('tbody tr').count() > 0);
    assert.deepEqual(page.said, []);
    await page.context().close();
    const volunteer = await signedIn(browser, 'volunteer');
    assert.equal((await volunteer.goto(`${dossier}/looked`)).status(), 404);
    await volunteer.context().close();
});
