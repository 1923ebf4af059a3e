@NullMarked
package dev.peerscribe.composite;

import org.jspecify.annotations.NullMarked;
