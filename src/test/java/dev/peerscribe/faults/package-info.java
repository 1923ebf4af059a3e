/** Bad networks, and servers that are away, for tests of any room. */
@NullMarked
package dev.peerscribe.faults;

import org.jspecify.annotations.NullMarked;
