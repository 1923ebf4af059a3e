/** Threads of work that is kept on the disk until it is done, and what runs for each meeting. */
@NullMarked
package dev.peerscribe.jobs;

import org.jspecify.annotations.NullMarked;
