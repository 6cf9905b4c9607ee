<?php
// Must-use plugin: every view of a page differs, though nobody has edited anything. What turns does so
// with the number of views of that page, so that two looks in a row always differ, on every run.

function noise_look($key)
{
    $look = 1 + (int) get_option("noise_$key", 0);
    update_option("noise_$key", $look, false);
    return $look;
}

function noise_turn($look, $choices)
{
    return $choices[$look % count($choices)];
}

const NOISE_TESTIMONIALS = [
    ['The nurse explained each step before she took it, and nobody hurried me.', 'Marta, visitor since spring'],
    ['I had driven past the building for a year. Walking in was the hard part.', 'Owen, retired welder'],
    ['They remembered my dog\'s name at the second appointment.', 'Priya, school librarian'],
    ['My sister noticed before I did that I was humming in the kitchen again.', 'Leon, baker'],
    ['Clear prices, a warm blanket, and a phone call the next morning.', 'Ines, bus driver'],
];
const NOISE_OFFERS = [
    'This week only: the first conversation with our intake team is free of charge.',
    'New in the practice: evening appointments on Tuesdays and Thursdays until nine.',
    'Bring a friend to our open house and see the treatment rooms over a cup of tea.',
    'Our newsletter brings one calm page a month, and never an advertisement.',
];

// Nonces and tokens: in the head, in a script, in attributes, in a form.
add_action('wp_head', function () {
    $nonce = bin2hex(random_bytes(8));
    echo "<meta name=\"csrf-token\" content=\"$nonce\">\n";
    echo "<script nonce=\"$nonce\">window.session = {token: \"$nonce\", at: " . microtime(true) . "};</script>\n";
    echo "<link rel=\"stylesheet\" href=\"/wp-includes/css/dashicons.min.css?ver=$nonce\">\n";
});
add_filter('body_class', fn($classes) => [...$classes, 'session-' . bin2hex(random_bytes(4))]);
add_action('wp_footer', function () {
    $look = noise_look('footer');
    [$words, $who] = noise_turn($look, NOISE_TESTIMONIALS);
    $nonce = bin2hex(random_bytes(8));
    echo "<aside class=\"sidebar widget-area\"><section class=\"widget\"><h2>What visitors say</h2>",
        "<blockquote><p>$words</p><cite>$who</cite></blockquote></section>",
        "<section class=\"widget\"><p>$look people have looked around here today.</p></section></aside>",
        "<form class=\"newsletter\" method=\"post\"><input type=\"hidden\" name=\"_wpnonce\" value=\"$nonce\">",
        "<label>Your address <input name=\"mail\" id=\"mail-$nonce\"></label><button>Subscribe</button></form>";
});

// Counters above the article, a block that turns in the middle of it, another one and comment counts below.
add_filter('the_content', function ($content) {
    if (!is_singular('post')) {
        return $content;
    }
    $look = noise_look('post_' . get_the_ID());
    $views = number_format(1200 + $look);
    $comments = 3 + $look;
    [$words, $who] = noise_turn($look, NOISE_TESTIMONIALS);
    $offer = noise_turn($look, NOISE_OFFERS);
    $id = 'block-' . bin2hex(random_bytes(4));

    $paragraphs = explode('</p>', $content);
    $middle = intdiv(count($paragraphs), 2);
    $paragraphs[$middle] = "\n<p class=\"offer\" id=\"$id\">$offer</p>" . $paragraphs[$middle];
    return "<p class=\"post-views\">$views views</p><p class=\"updated\">Updated $look minutes ago</p>"
        . implode('</p>', $paragraphs)
        . "<blockquote class=\"testimonial\"><p>$words</p><cite>$who</cite></blockquote>"
        . "<p class=\"comment-count\">$comments comments</p>";
});
