/** Messages against a receiver that goes wrong, checked by a library that is not ours. */
@NullMarked
package dev.peerscribe.webhooks;

import org.jspecify.annotations.NullMarked;
