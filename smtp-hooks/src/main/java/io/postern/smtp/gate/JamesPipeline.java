// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp.gate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How James arranges the handlers of a connection. */
final class JamesPipeline {
    private static final Logger LOGGER = LoggerFactory.getLogger(JamesPipeline.class);
    private static final String FRAMER = "framer";
    private static final String PROXY = "proxyHandler";

    private JamesPipeline() {}

    /** Puts the gate where James's framer is, and on its own thread; false where there is none. */
    static boolean takeFramersPlace(ChannelHandlerContext gate) {
        ChannelPipeline pipeline = gate.pipeline();
        if (pipeline.get(FRAMER) == null || pipeline.get(JamesThread.CORE_HANDLER) == null) {
            LOGGER.error("this James arranges a connection otherwise {}: gate=off is needed", pipeline.names());
            return false;
        }
        pipeline.remove(FRAMER);
        pipeline.addAfter(Gate.NAME, FRAMER, new ChannelInboundHandlerAdapter());
        return true;
    }

    /** Whether a PROXY header comes before the client's octets. */
    static boolean isProxied(ChannelHandlerContext gate) {
        return gate.pipeline().get(PROXY) != null;
    }
}
