const rl = require('readline').createInterface({input: process.stdin, crlfDelay: Infinity});
let out = [];
rl.on('line', line => {
  const r = JSON.parse(line).record, a = r.account;
  out.push(JSON.stringify({id: r.uri, native_id: r.id, created_at: r.created_at, html: r.content,
    url: r.url, lang: r.language, author_id: a.uri, author_handle: a.acct,
    author_name: a.display_name, reply_count: r.replies_count, share_count: r.reblogs_count,
    like_count: r.favourites_count}));
  if (out.length === 1000) { process.stdout.write(out.join('\n') + '\n'); out = []; }
});
rl.on('close', () => { if (out.length) process.stdout.write(out.join('\n') + '\n'); });
