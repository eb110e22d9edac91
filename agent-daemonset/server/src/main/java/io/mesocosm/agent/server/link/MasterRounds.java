package io.mesocosm.agent.server.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The masters' addresses, round by round in the order they were given; a name with several
 * addresses (all masters behind one) stands for each of them, in any order. Owned by the link's
 * thread, which waits here for the name service.
 */
final class MasterRounds {
    /** Asks the name service. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final List<String> masters;
    private final Names names;
    private final Deque<String> round = new ArrayDeque<>();

    MasterRounds(List<String> masters, Names names) {
        this.names = names;
        this.masters = List.copyOf(masters);
    }

    /** Whether all have been tried since the last round began. */
    boolean isOver() {
        return round.isEmpty();
    }

    /** The next to be tried; of a new round when this one is over. */
    String next() {
        if (round.isEmpty()) {
            masters.forEach(master -> round.addAll(addresses(master)));
        }
        return round.remove();
    }

    private List<String> addresses(String master) {
        int colon = master.lastIndexOf(':');
        if (colon <= 0 || master.startsWith("[")) {
            return List.of(master);
        }
        String port = master.substring(colon);
        List<String> found = new ArrayList<>();
        try {
            for (InetAddress address : names.addresses(master.substring(0, colon))) {
                String text = address.getHostAddress();
                found.add((text.indexOf(':') < 0 ? text : "[" + text + "]") + port);
            }
        } catch (UnknownHostException e) {
            return List.of(master); // the attempt says what is wrong
        }
        if (found.size() == 1) {
            return List.of(master);
        }
        Collections.shuffle(found, ThreadLocalRandom.current());
        return found;
    }
}
