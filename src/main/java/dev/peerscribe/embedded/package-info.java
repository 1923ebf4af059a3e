/** The open relay, the demo page and the demo guest that make one command enough; off unless configured. */
@NullMarked
package dev.peerscribe.embedded;

import org.jspecify.annotations.NullMarked;
