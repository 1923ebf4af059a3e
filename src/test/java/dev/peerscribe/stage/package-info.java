@NullMarked
package dev.peerscribe.stage;

import org.jspecify.annotations.NullMarked;
