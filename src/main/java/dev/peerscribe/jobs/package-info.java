/** The threads of work that is kept on the disk until it is done. */
@NullMarked
package dev.peerscribe.jobs;

import org.jspecify.annotations.NullMarked;
