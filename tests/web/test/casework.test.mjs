// What else each role does: a family is referred, an obstacle leads to a suggestion, a story is approved and taken back, a
// trajectory ends and begins again; the office is led, and money is booked. On a desk with scripts, on a phone without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    ORIGIN, SIZES, TENANT, newFamily as aFamily, done, follow, fullFamily, open, signedIn, submit, told, wrongs,
} from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;
const WAYS = [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false }];

/** A family of its own for a test, with one adult who consents to everything. */
const newFamily = (page, name) => aFamily(page, name, { purposes: ['support', 'referral', 'story', 'perspective_budget'] });

/** A family is referred once more, and the party deals with it by a link, in a browser that nobody signed in with. */
async function aPartyAnswers(page, dossier, options) {
    await page.goto(`${dossier}/referrals/new`);
    await page.selectOption('#partner_id', { index: 1 });
    await page.check('input[name=persons]');
    await page.fill('#need', 'Schuldhulp');
    await page.selectOption('#life_domain', 'finances');
    await submit(page);
    await done(page, 'referral');
    await follow(page, '/referrals/link');
    await submit(page);
    const link = await page.locator('[data-address]').getAttribute('data-address');

    const context = await browser.newContext({ ...SIZES[options.size], javaScriptEnabled: options.scripts, locale: 'nl' });
    const party = await context.newPage();
    await party.goto(ORIGIN + link);
    // Without scripts the code behind the hash is typed.
    if (!options.scripts) await party.fill('#link', link.split('#')[1]);
    await party.click('form[action$="/referral/open"] button');
    await party.getByText('Schuldhulp').first().waitFor();
    assert.equal(await party.getByText('Iris Proef').count(), 0, 'nobody is named yet');
    if (options.scripts) assert.deepEqual(await wrongs(party), []);
    await party.fill('#text', 'Is er haast bij?');
    await party.click('form[action$="/referral/write"] button');
    await party.getByText('Is er haast bij?').waitFor();
    await party.click('form[action$="/referral/accept"] button');
    await party.getByText('Iris Proef').waitFor();
    await party.check('input[name=outcome][value=helped]');
    await party.click('form[action$="/referral/report"] button');
    await party.locator('form[action*="/referral/"]').waitFor({ state: 'detached' });
    if (options.scripts) assert.deepEqual(await wrongs(party), []);
    await context.close();

    await page.goto(`${dossier}/partners`);
    await page.getByText('Is er haast bij?').waitFor();
}

for (const options of WAYS) {
    test(`a professional refers a family, and records the answer and what came of it (${told(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const dossier = await newFamily(page, `Verwijs ${told(options)} (fictief)`);
        await page.goto(`${dossier}/referrals/new`);
        await page.selectOption('#partner_id', { index: 1 });
        await page.check('input[name=persons]');
        await page.fill('#need', 'Hulp met de huur');
        await page.selectOption('#life_domain', 'housing');
        await page.check('input[name=warm_handover]');
        await submit(page);
        await done(page, 'referral');
        await follow(page, '/referrals/reply');
        await page.check('input[name=accepted][value=no]');
        await submit(page);
        await page.locator('#decline_ground-wrong').waitFor();
        await page.check('input[name=accepted][value=yes]');
        await submit(page);
        await done(page, 'referral-answer');
        await follow(page, '/referrals/end');
        await page.check('input[name=outcome][value=helped]');
        await submit(page);
        await done(page, 'referral-end');

        await aPartyAnswers(page, dossier, options);

        await page.goto(`${dossier}/obstacles/new`);
        await page.fill('#need', 'Reiskosten');
        await page.selectOption('#life_domain', 'finances');
        await page.selectOption('#silo', 'bijzondere_bijstand');
        await page.selectOption('#ground', 'wrong_target_group');
        await page.fill('#days_lost', 'veel');
        await submit(page);
        await page.locator('#days_lost-wrong').waitFor();
        await page.fill('#days_lost', '12');
        await page.fill('#cost', '45,50');
        await submit(page);
        await done(page, 'obstacle');
        await follow(page, '/suggestions/new');
        await page.fill('#about', 'Reken bezoek mee');
        await page.selectOption('#addressed_to', 'municipality');
        await submit(page);
        await done(page, 'suggestion');
        await follow(page, '/obstacles/edit');
        assert.equal(await page.inputValue('#cost'), '45,50');
        await page.selectOption('#bridged_by', 'fund');
        await submit(page);
        await done(page, 'change');

        await page.goto(`${dossier}/problems/new`);
        await page.selectOption('#category', 'debts');
        await page.check('input[name=effect][value=worse]');
        await submit(page);
        await done(page, 'problem');
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`a story is written, approved, and stopped by taking a consent back (${told(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const dossier = await newFamily(page, `Verhaal ${told(options)} (fictief)`);
        await page.goto(`${dossier}/stories/new`);
        await page.fill('#title', 'Weer samen');
        await page.fill('#body', 'Het ging niet goed. Nu wel.');
        await submit(page);
        await done(page, 'story');
        await follow(page, '/stories/agree');
        await page.getByText('Het ging niet goed.').waitFor();
        await page.selectOption('#person_id', { index: 1 });
        await page.check('input[name=audience][value=dji]');
        await submit(page);
        await done(page, 'story-agree');
        await page.locator('.k-badge--good').first().waitFor();
        await page.goto(`${dossier}/people`);
        await page.locator('a[href*="/consents/end?of="]').nth(3).click();
        await page.waitForURL(/consents\/end/);
        await page.locator('.k-told').waitFor();
        await submit(page);
        await done(page, 'consent-end');
        await page.goto(`${dossier}/story`);
        assert.equal(await page.locator('.k-badge--good').count(), 0, 'nobody may read it any more');
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`a trajectory is closed with what came of each goal, and opened again (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const dossier = await newFamily(page, `Sluit ${told(options)} (fictief)`);
        await page.goto(`${dossier}/goals/new`);
        await page.fill('#title', 'Rust in huis');
        await page.selectOption('#life_domain', 'domestic_relations');
        await submit(page);
        await done(page, 'goal');
        await page.goto(`${dossier}/steps/skip`);
        await page.selectOption('#step', 'scaling');
        await submit(page);
        await page.locator('#reason-wrong').waitFor();
        await page.fill('#reason', 'Niets om op te schalen');
        await submit(page);
        await done(page, 'step-skip');
        await follow(page, '/steps/again');
        await submit(page);
        await done(page, 'step-again');
        await follow(page, '/closing/new');
        await page.check('input[name=reason][value=completed]');
        await page.selectOption('select[name^="outcome."]', 'reached');
        await submit(page);
        await done(page, 'close');
        assert.equal(await page.locator('a[href*="/closing/new"]').count(), 0);
        await follow(page, '/closing/again');
        await submit(page);
        await done(page, 'reopen');
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`a coordinator leads the office (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        await page.goto(`${home}/members/new`);
        await page.fill('#name', `Nieuw ${told(options)} (fictief)`);
        await page.fill('#email', `nieuw-${options.size}@voorbeeld.invalid`);
        await page.check('input[name=roles][value=volunteer]');
        await submit(page);
        const link = await page.locator('[data-invited]').getAttribute('data-address');
        assert.match(link, /\/invitation#krt_/);
        assert.ok(!page.url().includes('krt_'), 'no secret stands in an address');

        await page.goto(`${home}/office/assign`);
        await page.click('main form button[value=assign]');
        await page.locator('[data-errors]').waitFor();
        for (const box of [0, 1]) await page.locator('input[name=family]').nth(box).check();
        await page.click('main form button[value=assign]');
        await page.locator('form[data-bulk] #member_id').waitFor();
        const volunteer = page.locator('#member_id option', { hasText: 'vrijwilliger' }).last();
        await page.selectOption('#member_id', await volunteer.getAttribute('value'));
        await page.check('input[name=side][value=family]');
        await page.click('form[data-bulk] .k-buttons button');
        await page.locator('[data-came]').waitFor();

        const family = await fullFamily(page);
        await page.goto(`${ORIGIN}${family}/rights/new`);
        await page.selectOption('#subject', { index: 1 });
        await page.check('input[name=right][value=access]');
        await submit(page);
        await done(page, 'right');
        await page.goto(`${home}/office`);
        await page.locator('a[href*="/families/of/"]').first().click();
        await page.waitForURL(/\/rights$/);
        await page.goto(`${ORIGIN}${family}/rights`);
        await follow(page, '/rights/answer');
        await page.check('input[name=granted][value=yes]');
        await submit(page);
        await page.locator('#identity_check-wrong').waitFor();
        await page.fill('#identity_check', 'Bekend van huisbezoek');
        await submit(page);
        await done(page, 'right-decide');
        await page.goto(`${home}/figures`);
        await page.goto(`${home}/retention`);
        await page.locator('#policies').waitFor();
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`money is put in, asked for and booked (${told(options)})`, async () => {
        const worker = await signedIn(browser, 'coordinator', options);
        const dossier = await newFamily(worker, `Geld ${told(options)} (fictief)`);
        await worker.goto(`${dossier}/plans/new`);
        await worker.fill('#about', 'Een bed');
        await worker.fill('#total', '400');
        await submit(worker);
        await done(worker, 'plan');
        await worker.goto(`${dossier}/budget/new`);
        await worker.fill('#purpose', `Bed ${told(options)}`);
        await worker.fill('#amount', '150');
        await worker.selectOption('#life_domain', 'housing');
        await worker.check('input[name=payee][value=supplier]');
        await worker.selectOption('#silo', 'none');
        await submit(worker);
        await done(worker, 'request');
        await worker.context().close();

        const approver = await signedIn(browser, 'budget_approver', options);
        await approver.goto(`${home}/budget/desk`);
        await approver.locator('#families').waitFor();
        await follow(approver, '/budget/more');
        await approver.fill('#amount', '500');
        await approver.selectOption('#silo', 'private_fund');
        await submit(approver);
        await done(approver, 'allot');
        const payments = approver.locator('a[href*="/budget/paid?of="]');
        if (await payments.count() > 0) {
            await payments.first().click();
            await approver.waitForURL(/budget\/paid/);
            await approver.fill('#amount', '99999');
            await submit(approver);
            await approver.locator('[data-errors]').waitFor();
        }
        assert.deepEqual(approver.said, []);
        await approver.context().close();
    });
}

test('whoever looks at a dossier hears that somebody else changed it', async () => {
    const one = await signedIn(browser, 'professional');
    const other = await signedIn(browser, 'coordinator');
    const family = await fullFamily(one);
    const listening = one.waitForResponse((response) => response.url().endsWith('/graphql'));
    await one.goto(`${ORIGIN}${family}`);
    assert.equal((await listening).status(), 200);
    await other.goto(`${ORIGIN}${family}/time/new`);
    await other.selectOption('#minutes', '30');
    await submit(other);
    await done(other, 'time');
    await one.locator('.k-live').waitFor();
    assert.equal(await other.locator('.k-live').isVisible(), false, 'nobody is told of his or her own change');
    await one.click('.k-live a');
    await one.locator('.k-live').waitFor({ state: 'hidden' });
    assert.deepEqual(one.said, []);
    await one.context().close();
    await other.context().close();
});

test('a key for an app is shown at the account, and what is signed in elsewhere can be ended', async () => {
    const elsewhere = await signedIn(browser, 'reader');
    const page = await signedIn(browser, 'reader');
    await page.goto(`${home}/account`);
    await page.click('form[action$="/account/app/offer"] button');
    await page.locator('svg.k-qr').waitFor();
    await page.locator('.k-secret').waitFor();
    await page.fill('#code', '000000');
    await page.click('form[action$="/account/app/confirm"] button');
    await page.locator('#code-wrong').waitFor();
    await page.goto(`${home}/account`);
    await page.click('form[action$="/sessions/end-others"] button');
    await done(page, 'sessions-ended');
    // Who was known a moment ago is known for less than a second.
    await elsewhere.waitForTimeout(1000);
    await elsewhere.goto(`${home}/account`);
    assert.match(elsewhere.url(), /sign-in/);
    await page.context().close();
    await elsewhere.context().close();
});
