/** A participant for tests that sends what was encoded before and knows every frame of it. */
@NullMarked
package dev.peerscribe.sender;

import org.jspecify.annotations.NullMarked;
