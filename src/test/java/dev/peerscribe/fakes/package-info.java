/** Stateful stand-ins for the ports of the house, for tests of the rooms behind them. */
@NullMarked
package dev.peerscribe.fakes;

import org.jspecify.annotations.NullMarked;
