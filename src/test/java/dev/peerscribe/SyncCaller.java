package dev.peerscribe;

import com.microsoft.playwright.Page;
import dev.peerscribe.Witness.Captured;
import dev.peerscribe.Witness.Sent;
import dev.peerscribe.faults.UdpFaultProxy;
import dev.peerscribe.faults.UdpFaults;
import dev.peerscribe.sender.ProxiedRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page in a meeting, where that is wanted behind a network of its own. */
final class SyncCaller implements AutoCloseable {
    private final String name;
    private final Page page;
    private final @Nullable UdpFaultProxy network;
    private final List<Switch.Made> switches = new ArrayList<>();

    private SyncCaller(String name, Page page, @Nullable UdpFaultProxy network) {
        this.name = name;
        this.page = page;
        this.network = network;
    }

    static SyncCaller join(RealBrowser browser, RunningAgent agent, String name, SyncOptions options)
            throws IOException {
        Page page = browser.open("about:blank");
        page.addInitScript(Witness.script());
        page.addInitScript(Witness.script("switches.js"));
        UdpFaultProxy network = null;
        if (options.badNetwork()) {
            network = new UdpFaultProxy(name.hashCode());
            network.faults(UdpFaults.none().losing(options.loss()).delaying(Duration.ofMillis(options.delayMillis())));
            route(page, new ProxiedRoute(network));
        }
        page.navigate(agent.url("/").toString());
        // Drawn without a graphics card, a preview takes the processor that the encoders need.
        page.getByTestId("preview").evaluate("video => { video.hidden = true; }");
        page.getByTestId("name").fill(name);
        page.getByTestId("join").click();
        return new SyncCaller(name, page, network);
    }

    private static void route(Page page, ProxiedRoute route) {
        page.exposeFunction("route", arguments -> {
            String candidate = (String) arguments[1];
            return arguments[0].equals("outgoing") ? route.outgoing(candidate) : route.incoming(candidate);
        });
        page.addInitScript(Witness.script("route.js"));
    }

    String name() {
        return name;
    }

    void stay(double seconds) {
        page.waitForTimeout(1000 * seconds);
    }

    void make(Switch change, double seconds) {
        switches.add(change.make(page, seconds));
    }

    List<Switch.Made> switches() {
        return switches;
    }

    /** What had been sent when the page had left. */
    Sent leave() {
        page.getByTestId("leave").click();
        return Witness.of(page).sent();
    }

    Captured captured() {
        return Witness.of(page).captured();
    }

    /** What the network did, in words. */
    String network() {
        if (network == null) {
            return "whole";
        }
        UdpFaultProxy.Traffic out = network.traffic(UdpFaultProxy.Side.SENDER);
        UdpFaultProxy.Traffic back = network.traffic(UdpFaultProxy.Side.RECEIVER);
        return "%d of %d datagrams lost, and %d of %d back".formatted(out.lost(), out.came(), back.lost(), back.came());
    }

    @Override
    public void close() {
        try {
            if (network != null) {
                network.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
