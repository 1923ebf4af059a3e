@NullMarked
package dev.peerscribe.embedded;

import org.jspecify.annotations.NullMarked;
