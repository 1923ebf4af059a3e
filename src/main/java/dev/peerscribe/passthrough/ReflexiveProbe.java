package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ice4j.ResponseCollector;
import org.ice4j.StunResponseEvent;
import org.ice4j.StunTimeoutEvent;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.MessageFactory;
import org.ice4j.stack.StunStack;

/** Asks a STUN server from which address it sees one of our sockets (RFC 8489 §2). */
final class ReflexiveProbe implements ResponseCollector {
    private final CountDownLatch done = new CountDownLatch(1);
    private final Consumer<TransportAddress> found;

    private ReflexiveProbe(Consumer<TransportAddress> found) {
        this.found = found;
    }

    /**
     * Sends the question; the library repeats it and reads the answer.
     *
     * @param found gets the address, on a thread of the library
     * @throws IOException where it cannot be sent
     */
    static ReflexiveProbe send(
            StunStack stack, TransportAddress local, InetSocketAddress server, Consumer<TransportAddress> found)
            throws IOException {
        ReflexiveProbe probe = new ReflexiveProbe(found);
        var _ = stack.sendRequest(
                MessageFactory.createBindingRequest(), new TransportAddress(server, Transport.UDP), local, probe);
        return probe;
    }

    /** Waits until there is an answer, or until there will be none. */
    void await(long timeout, TimeUnit unit) throws InterruptedException {
        boolean _ = done.await(timeout, unit);
    }

    @Override
    public void processResponse(StunResponseEvent event) {
        if (event.getResponse().getAttribute(Attribute.XOR_MAPPED_ADDRESS)
                instanceof XorMappedAddressAttribute mapped) {
            found.accept(mapped.getAddress(event.getResponse().getTransactionID()));
        }
        done.countDown();
    }

    @Override
    public void processTimeout(StunTimeoutEvent event) {
        done.countDown();
    }
}
