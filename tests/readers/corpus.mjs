// Invented posts, always the same ones: node corpus.mjs [COUNT].
//
// Every optional member is missing from some of them, and the texts hold the
// words, phrases and look-alikes that the conditions in conditions.txt ask for.
const count = Number(process.argv[2] ?? 400);

// A linear congruential generator: the same numbers everywhere.
let seed = 20260105;
const below = (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
};
const pick = (list) => list[below(list.length)];
const some = (chance, value) => (below(100) < chance ? value() : undefined);

const words = ['refund', 'Refund!', 'refunds', 'money back', 'money  back', 'money\nback', 'charge-back', '#refund', '@refund',
    'outage', 'OUTAGE', 'the app', 'is down', 'down.', 'where is my order', 'order', "it's", 'it’s', 'broken', 'thanks',
    'thank you', 'awful', 'great', 'love it', 'please help', 'why', '?', '!!', 'café', 'cafe\u0301', 'CAFÉ', '返金', '返金してください',
    'ab漢字', 'C++', '50% off', 'a_b', "o'clock", '😡', '👍', 'https://shop.example/a?b=1', '"quoted"', 'back\\slash', 'x,y;z', 'tab\there'];

const posts = Array.from({ length: count }, (_, i) => {
    const network = pick(['mastodon', 'feed', 'hackernews', 'csv']);
    const at = new Date(Date.UTC(2026, 0, 1 + below(6), below(24), below(60), below(60), below(3) ? 0 : below(1000)));
    const time = (date) => date.toISOString().replace('.000Z', 'Z');
    const type = pick(['post', 'reply', 'comment', 'review', 'message']);
    return {
        schema: 'scrm.post/1',
        id: `${network}:n.example:${i}`,
        type,
        network,
        source: `${network}.test`,
        native_id: String(i),
        created_at: time(at),
        text: some(95, () => Array.from({ length: 1 + below(9) }, () => pick(words)).join(' ')) ?? '',
        fetched_at: some(50, () => time(new Date(+at + 60000))),
        url: some(60, () => `https://n.example/${i}`),
        title: some(20, () => pick(['Refund policy', 'Outage on Monday', 'Hello'])),
        lang: some(70, () => pick(['en', 'en-GB', 'de', 'ja'])),
        author_handle: some(80, () => pick(['ada', 'bob', 'zoe@n.example'])),
        in_reply_to: some(type === 'reply' ? 90 : 5, () => `${network}:n.example:${below(i + 1)}`),
        channel: some(30, () => pick(['r/shop', 'support', '#help'])),
        direction: some(50, () => pick(['inbound', 'outbound'])),
        author_followers: some(60, () => pick([0, 3, 100, 101, 5000, 2000000000000])),
        like_count: some(30, () => below(20) - 3),
        rating: some(25, () => pick([1, 1.5, 3, 4.5, 5])),
        rating_max: some(20, () => 5),
        author_verified: some(30, () => below(2) === 1),
        mentions: some(30, () => pick([[], ['acme'], ['bob', 'Acme Shop']])),
        hashtags: some(30, () => pick([['refund'], ['outage', 'fail'], []])),
        media: some(10, () => [{ type: 'image', url: 'https://n.example/i.png' }]),
        ext: some(20, () => ({ plan: pick(['gold', 'free']), seats: below(9) })),
        customer: some(20, () => ({ id: String(below(50)), tier: pick(['gold', 'silver']), method: 'handle', confidence: 0.97 })),
        'x-note': some(5, () => ({ deep: [1, null, { big: 12345678901234567890n }] })),
    };
});

const big = (_, value) => (typeof value === 'bigint' ? `\u0001${value}\u0001` : value);
process.stdout.write(posts.map((post) => JSON.stringify(post, big).replace(/"\\u0001(\d+)\\u0001"/g, '$1') + '\n').join(''));
