<?php
// Run by `php install.php SITE`: creates the database, installs WordPress without any content, prints an
// application password of the user "editor" for the REST API.
[, $site] = $argv;
$_SERVER['HTTP_HOST'] = parse_url(getenv('WP_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('WP_URL'), PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

$database = new mysqli('localhost', 'root', '', '', 0, getenv('WP_SOCKET'));
$database->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
$database->close();

define('WP_INSTALLING', true);
require "$site/wp-load.php";

// WordPress calls these two if they exist instead of its own: no mail is sent, no sample post is written.
function wp_new_blog_notification() {}
function wp_install_defaults($user_id)
{
    global $wpdb;
    $wpdb->insert($wpdb->terms, ['name' => 'Articles', 'slug' => 'articles']);
    $wpdb->insert($wpdb->term_taxonomy, ['term_id' => $wpdb->insert_id, 'taxonomy' => 'category', 'description' => '']);
    update_option('default_category', 1);
}
require ABSPATH . 'wp-admin/includes/upgrade.php';

$user = wp_install('Harbor Light Clinic', 'editor', 'editor@clinic.test', true, '', 'not used by anyone');
global $wp_rewrite;
switch_theme('twentytwentythree');
$wp_rewrite->set_permalink_structure('/%postname%/');
$wp_rewrite->flush_rules(false);
[$password] = WP_Application_Passwords::create_new_application_password($user['user_id'], ['name' => 'tests']);
echo $password;
