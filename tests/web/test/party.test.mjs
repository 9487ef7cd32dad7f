// A party that was referred to has one link and no account: it declines with a ground, asks something afterwards no more, and
// the office reads why. On a desk with scripts, on a phone without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, SIZES, done, fine, follow, newFamily, open, signedIn, submit, told } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const WAYS = [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }];
const looks = async (page, options) => assert.deepEqual(await fine(page, options), []);

/** A family of which an adult consents to being referred, and a link to the referral. */
async function referred(page, name) {
    const dossier = await newFamily(page, name, { person: 'Mira Verwezen (fictief)', purposes: ['referral'] });
    await page.goto(`${dossier}/referrals/new`);
    await page.selectOption('#partner_id', { index: 1 });
    await page.check('input[name=persons]');
    await page.fill('#need', 'Een plek om te logeren');
    await page.selectOption('#life_domain', 'housing');
    await submit(page);
    await done(page, 'referral');
    await follow(page, '/referrals/link');
    await submit(page);
    return [dossier, await page.locator('[data-address]').getAttribute('data-address')];
}

for (const options of WAYS) {
    test(`a party declines with a ground, without ever hearing a name (${told(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const [dossier, link] = await referred(page, `Partij ${told(options)} (fictief)`);
        const context = await browser.newContext({ ...SIZES[options.size], javaScriptEnabled: options.scripts, locale: options.language ?? 'nl' });
        const party = await context.newPage();
        const open = async () => {
            await party.goto('about:blank');
            await party.goto(ORIGIN + link);
            // Without scripts the code behind the hash is typed.
            if (!options.scripts) await party.fill('#link', link.split('#')[1]);
            await looks(party, options);
            await party.click('form[action$="/referral/open"] button');
        };
        await open();
        await party.getByText('Een plek om te logeren').first().waitFor();
        await looks(party, options);
        await party.click('form[action$="/referral/decline"] button');
        await party.locator('#decline_ground-wrong').waitFor();
        await looks(party, options);
        await party.selectOption('#decline_ground', 'wrong_municipality');
        await party.click('form[action$="/referral/decline"] button');
        await party.locator('form[action$="/referral/decline"]').waitFor({ state: 'detached' });
        assert.equal(await party.locator('form[action*="/referral/"]').count(), 0, 'it is over');
        assert.equal(await party.getByText('Mira').count(), 0, 'nobody was named');
        await looks(party, options);
        await context.close();

        await page.goto(`${dossier}/partners`);
        const row = page.locator('main li', { hasText: 'Een plek om te logeren' }).first();
        await row.getByText(options.language === 'en' ? 'another municipality' : 'andere gemeente').waitFor();
        await looks(page, options);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}
