# A WordPress site of its own, on loopback. Load it with: load site
#
# Debian's files are copied, so that neither /etc/wordpress nor a site of the
# machine's plays a part; MariaDB and PHP are spoken to over sockets in the
# site's folder, nginx over TLS as sites are. The site is installed by its own
# installer's page. Who keeps it does so over its REST interface with a password
# for applications, who visits it uses the form under its articles.
# shellcheck shell=bash

# site_can: whether all that a site needs is installed.
site_can() {
    [ -d /usr/share/wordpress ] && [ -n "$(site_php)" ] && [ -n "$(site_modules)" ] &&
        command -v mariadbd mariadb-install-db mariadb nginx openssl curl > /dev/null
}

site_php() {
    find /usr/sbin -name 'php-fpm[0-9]*' 2> /dev/null | sort -V | tail -n 1
}

# Where PHP's modules lie, the one for MariaDB among them.
site_modules() {
    find /usr/lib/php -name mysqli.so 2> /dev/null | sort -V | tail -n 1 | sed 's|/[^/]*$||'
}

# site_start FOLDER PORT: its own database, PHP and nginx.
site_start() {
    export SITE=$1 SITE_PORT=$2
    mkdir -p "$SITE/tmp"
    cp -rL /usr/share/wordpress "$SITE/www"
    site_wordpress > "$SITE/www/wp-config.php"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$SITE/key.pem" -out "$SITE/cert.pem" \
        -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> /dev/null
    site_database && site_pages
}

# Nothing is asked outside, no page view does the site's chores, and no mail goes out.
site_wordpress() {
    cat << PHP
<?php
define('DB_NAME', 'site');
define('DB_USER', 'site');
define('DB_PASSWORD', 'site');
define('DB_HOST', 'localhost:$SITE/db.sock');
define('DB_CHARSET', 'utf8mb4');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_ALLOW_REPAIR', false);
\$table_prefix = 'wp_';
require_once __DIR__ . '/wp-settings.php';
PHP
}

site_database() {
    local as=()
    [ "$(id -u)" -ne 0 ] || as=(--user=root)
    mariadb-install-db --no-defaults "${as[@]}" --datadir="$SITE/db" --skip-test-db \
        --auth-root-authentication-method=normal > "$SITE/db.log" 2>&1 || return
    mariadbd --no-defaults "${as[@]}" --datadir="$SITE/db" --socket="$SITE/db.sock" --skip-networking \
        --pid-file="$SITE/db.pid" --innodb-flush-log-at-trx-commit=0 >> "$SITE/db.log" 2>&1 3>&- &
    wait_for 60 site_sql 'SELECT 1' &&
        site_sql "CREATE DATABASE site CHARACTER SET utf8mb4; CREATE USER site@localhost IDENTIFIED BY 'site';
            GRANT ALL ON site.* TO site@localhost"
}

site_sql() {
    mariadb --no-defaults --socket="$SITE/db.sock" --user=root --execute="$1"
}

site_pages() {
    local as=() module
    {
        echo "extension_dir=$(site_modules)"
        for module in mysqlnd mysqli ctype iconv tokenizer fileinfo exif; do echo "extension=$module"; done
        echo 'zend_extension=opcache'
        echo 'sendmail_path=/bin/true'
    } > "$SITE/php.ini"
    cat > "$SITE/php.conf" << CONF
[global]
pid = $SITE/php.pid
error_log = $SITE/php.log
[site]
$([ "$(id -u)" -ne 0 ] || echo 'user = root')
listen = $SITE/php.sock
pm = static
pm.max_children = 4
CONF
    site_nginx > "$SITE/nginx.conf"
    [ "$(id -u)" -ne 0 ] || as=(-R)
    PHP_INI_SCAN_DIR='' "$(site_php)" "${as[@]}" -c "$SITE/php.ini" -y "$SITE/php.conf" 3>&- &&
        nginx -c "$SITE/nginx.conf" -p "$SITE" -e "$SITE/error.log" 3>&- &&
        wait_for 10 listens "$SITE_PORT"
}

# An agent that calls itself slow gets a page every four seconds.
site_nginx() {
    cat << CONF
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
worker_processes 1;
pid $SITE/nginx.pid;
error_log $SITE/error.log;
events { worker_connections 64; }
http {
    log_format told '\$status|\$request_uri|\$remote_user|\$http_user_agent';
    access_log $SITE/access.log told;
    client_body_temp_path $SITE/tmp; proxy_temp_path $SITE/tmp; fastcgi_temp_path $SITE/tmp;
    uwsgi_temp_path $SITE/tmp; scgi_temp_path $SITE/tmp;
    map \$http_user_agent \$slow { default ''; ~slow@ 1; }
    limit_req_zone \$slow zone=slow:32k rate=15r/m;
    server {
        listen 127.0.0.1:$SITE_PORT ssl http2;
        ssl_certificate $SITE/cert.pem;
        ssl_certificate_key $SITE/key.pem;
        root $SITE/www;
        index index.php;
        limit_req zone=slow burst=9;
        location / { try_files \$uri \$uri/ /index.php?\$args; }
        location ~ [.]php\$ {
            fastcgi_pass unix:$SITE/php.sock;
            fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
            fastcgi_param SCRIPT_NAME \$fastcgi_script_name;
            fastcgi_param REQUEST_URI \$request_uri;
            fastcgi_param REQUEST_METHOD \$request_method;
            fastcgi_param QUERY_STRING \$query_string;
            fastcgi_param CONTENT_TYPE \$content_type;
            fastcgi_param CONTENT_LENGTH \$content_length;
            fastcgi_param SERVER_PROTOCOL \$server_protocol;
            fastcgi_param REMOTE_ADDR \$remote_addr;
            fastcgi_param HTTP_HOST localhost:$SITE_PORT;
            fastcgi_param HTTPS on;
        }
    }
}
CONF
}

site_stop() {
    stop_pid "$SITE/nginx.pid"
    stop_pid "$SITE/php.pid"
    stop_pid "$SITE/db.pid"
}

# surf PATH ARG...: as a browser that keeps cookies; each visitor has an address of
# their own (FROM), since a site wants a pause between two comments of one.
surf() {
    local path=$1
    shift
    curl -sS --fail-with-body --cacert "$SITE/cert.pem" --interface "${FROM:-127.0.0.1}" \
        -b "$SITE/cookies" -c "$SITE/cookies" "$@" "https://localhost:$SITE_PORT/$path"
}

# site_install: through the installer's page, then as its keeper: addresses that can be
# read, times of New York, and a password for applications, kept in the site's folder.
site_install() {
    local nonce
    surf 'wp-admin/install.php?step=2' -d weblog_title=Kettles -d user_name=keeper -d pw_weak=1 \
        -d admin_password=password-of-keeper -d admin_password2=password-of-keeper \
        -d admin_email=keeper@kettle.example -d language= > "$SITE/installed.html" &&
        grep -q 'Success!' "$SITE/installed.html" || return
    surf wp-login.php > /dev/null
    surf wp-login.php -d log=keeper -d pwd=password-of-keeper -d testcookie=1
    nonce=$(surf wp-admin/options-permalink.php | sed -n 's/.*name="_wpnonce" value="\([^"]*\)".*/\1/p')
    surf wp-admin/options-permalink.php -d "_wpnonce=$nonce" -d selection=/%postname%/ \
        -d permalink_structure=/%postname%/ > /dev/null
    nonce=$(surf 'wp-admin/admin-ajax.php?action=rest-nonce')
    surf wp-json/wp/v2/users/me/application-passwords -H "X-WP-Nonce: $nonce" -d name=tests |
        jq -r .password > "$SITE/password"
    rm "$SITE/cookies"
    keep settings '{"timezone": "America/New_York"}' > /dev/null
}

# keep ROUTE [JSON [ARG...]]: what the keeper does by the REST interface; the answer.
keep() {
    local route=$1 body=${2:-}
    shift $(($# < 2 ? 1 : 2))
    curl -sS --fail-with-body --cacert "$SITE/cert.pem" -u "keeper:$(cat "$SITE/password")" \
        ${body:+-H 'Content-Type: application/json' --data-binary "$body"} "$@" \
        "https://localhost:$SITE_PORT/wp-json/wp/v2/$route"
}

# visit ADDRESS NAME ARTICLE PARENT TEXT: a comment by the form under an article; its number.
# It waits for approval.
visit() {
    FROM=$1 surf wp-comments-post.php --data-urlencode "author=$2" -d "email=visitor-$1@home.example" \
        -d "comment_post_ID=$3" -d "comment_parent=$4" --data-urlencode "comment=$5" || return
    rm "$SITE/cookies"
    keep "comments?status=hold&post=$3&per_page=1&orderby=id&order=desc" | jq '.[0].id'
}

# many ARTICLE N: so many approved comments, a minute apart, the last one an hour ago.
many() {
    jq -nr --argjson post "$1" --argjson n "$2" --arg url "https://localhost:$SITE_PORT/wp-json/wp/v2/comments" \
        --arg user "keeper:$(cat "$SITE/password")" --arg ca "$SITE/cert.pem" '
        range(1; $n + 1) | {post: $post, status: "approved", author_name: "Visitor \(. % 7)",
            author_email: "visitor-\(. % 7)@home.example", content: "Kettle diary, page \(.)",
            date_gmt: (now - 3600 - 60 * ($n - .) | strftime("%Y-%m-%dT%H:%M:%S"))} |
        "url = \($url | tojson)\nuser = \($user | tojson)\ncacert = \($ca | tojson)\noutput = /dev/null",
        "header = \"Content-Type: application/json\"\ndata-binary = \(tojson | tojson)\nnext"' > "$SITE/many"
    curl -sS --no-progress-meter --parallel --parallel-max 4 --config <(sed '$d' "$SITE/many")
}
