@NullMarked
package dev.peerscribe.relay;

import org.jspecify.annotations.NullMarked;
