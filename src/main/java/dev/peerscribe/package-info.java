/** The agent: its start and what all rooms share, which is the time. */
@NullMarked
package dev.peerscribe;

import org.jspecify.annotations.NullMarked;
