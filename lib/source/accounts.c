/*
 * accounts.csv as two small maps: ids and handles. Refuses rows that name
 * nobody and directions that are none.
 */
#include "source/accounts.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "table/table.h"

static const char *const DIRECTIONS[] = {"outbound", "inbound", "internal"};

/* Key of a map: the network, a newline, the text in ASCII lower case. */
static struct scrm_slice key(struct scrm_slice network, struct scrm_slice text,
                             struct scrm_buf *scratch)
{
    scrm_buf_reset(scratch);
    scrm_buf_put_slice(scratch, network);
    scrm_buf_putc(scratch, '\n');
    if (text.len && text.at[0] == '@') {
        text.at++;
        text.len--;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        scrm_buf_putc(scratch, c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
    }
    return scrm_buf_slice(scratch);
}

static char *copy(const struct scrm_table *table, size_t row, int column)
{
    struct scrm_slice text = scrm_slice_trim(scrm_table_get(table, row, column));

    return scrm_strndup(text.at ? text.at : "", text.len);
}

static int read_row(struct scrm_accounts *accounts, const struct scrm_table *table, size_t row,
                    const int columns[5], struct scrm_err *err)
{
    struct scrm_account_row *account = &accounts->rows[accounts->n++];
    struct scrm_slice direction = scrm_slice_trim(scrm_table_get(table, row, columns[4]));
    struct scrm_buf scratch = {0};

    *account = (struct scrm_account_row){
        .network = copy(table, row, columns[0]),
        .id = copy(table, row, columns[1]),
        .handle = copy(table, row, columns[2]),
        .name = copy(table, row, columns[3]),
    };
    for (size_t i = 0; i < sizeof DIRECTIONS / sizeof *DIRECTIONS; i++)
        if (scrm_slice_is(direction, DIRECTIONS[i]))
            account->direction = DIRECTIONS[i];
    if (!direction.len)
        account->direction = DIRECTIONS[0];
    if (!account->direction)
        return scrm_table_error(table, row, columns[4], err,
                                "expected outbound, inbound or internal");
    if (!*account->id && !*account->handle)
        return scrm_table_error(table, row, columns[1] >= 0 ? columns[1] : columns[2], err,
                                "an account needs an id or a handle");
    if (*account->id)
        scrm_map_put(&accounts->ids,
                     key(scrm_slice_of(account->network), scrm_slice_of(account->id), &scratch),
                     NULL)
            ->value = accounts->n;
    if (*account->handle)
        scrm_map_put(
            &accounts->handles,
            key(scrm_slice_of(account->network), scrm_slice_of(account->handle), &scratch),
            NULL)
            ->value = accounts->n;
    scrm_buf_fini(&scratch);
    return 0;
}

int scrm_accounts_load(struct scrm_accounts *accounts, const char *path, struct scrm_err *err)
{
    static const char *const names[] = {"network", "id", "handle", "name", "direction"};
    struct scrm_table *table = scrm_table_load(path, err);
    int columns[5], result = 0;

    *accounts = (struct scrm_accounts){0};
    if (!table)
        return -1;
    for (size_t i = 0; i < 5; i++)
        columns[i] = scrm_table_column(table, names[i]);
    if (columns[1] < 0 && columns[2] < 0)
        result = scrm_table_need(table, "handle", err) < 0 ? -1 : 0;
    accounts->rows = scrm_alloc_zero(scrm_table_rows(table), sizeof *accounts->rows);
    for (size_t row = 0; row < scrm_table_rows(table) && result == 0; row++)
        result = read_row(accounts, table, row, columns, err);
    scrm_table_free(table);
    if (result != 0)
        scrm_accounts_fini(accounts);
    return result;
}

void scrm_accounts_fini(struct scrm_accounts *accounts)
{
    for (size_t i = 0; i < accounts->n; i++) {
        free(accounts->rows[i].network);
        free(accounts->rows[i].id);
        free(accounts->rows[i].handle);
        free(accounts->rows[i].name);
    }
    free(accounts->rows);
    scrm_map_fini(&accounts->ids);
    scrm_map_fini(&accounts->handles);
    *accounts = (struct scrm_accounts){0};
}

/* In one map: on the network itself, else among the accounts of any network. */
static const struct scrm_account_row *find(const struct scrm_accounts *accounts,
                                           const struct scrm_map *map,
                                           struct scrm_slice network, struct scrm_slice text,
                                           struct scrm_buf *scratch)
{
    const struct scrm_map_entry *entry;

    if (!text.len || !map->n)
        return NULL;
    entry = scrm_map_get(map, key(network, text, scratch));
    if (!entry)
        entry = scrm_map_get(map, key(SCRM_SLICE(""), text, scratch));
    return entry ? &accounts->rows[entry->value - 1] : NULL;
}

const struct scrm_account_row *
scrm_accounts_find(const struct scrm_accounts *accounts, struct scrm_slice network,
                   struct scrm_slice id, struct scrm_slice handle, struct scrm_buf *scratch)
{
    const struct scrm_account_row *row = find(accounts, &accounts->ids, network, id, scratch);

    return row ? row : find(accounts, &accounts->handles, network, handle, scratch);
}
