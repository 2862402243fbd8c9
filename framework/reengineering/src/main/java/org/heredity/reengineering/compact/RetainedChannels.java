package org.heredity.reengineering.compact;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;

/**
 * The channels that have to be computed. Results that a sum, an activation or a pool ties together
 * retain the same ones: those that somewhere in the group depend on the images and reach the
 * logits.
 */
final class RetainedChannels {
  private static final ChannelByChannel CHANNEL_BY_CHANNEL = new ChannelByChannel();

  private final Map<String, String> groups = new HashMap<>();
  private final Map<String, boolean[]> retained = new HashMap<>();
  private final FixedChannels fixed;
  private final LiveChannels live;

  RetainedChannels(Plan plan, FixedChannels fixed, LiveChannels live) {
    this.fixed = fixed;
    this.live = live;
    groups.put(Plan.INPUT, Plan.INPUT);
    for (Node node : plan.nodes()) {
      groups.put(node.name(), node.name());
      if (node.accept(CHANNEL_BY_CHANNEL)) {
        node.inputs().forEach(input -> groups.put(group(input), group(node.name())));
      }
    }
    for (String node : groups.keySet()) {
      boolean[] channels =
          retained.computeIfAbsent(group(node), g -> new boolean[fixed.channels(node)]);
      for (int c = 0; c < channels.length; c++) {
        channels[c] |= node.equals(Plan.INPUT) || !idle(node, c);
      }
    }
  }

  private String group(String node) {
    String at = node;
    while (!groups.get(at).equals(at)) {
      at = groups.get(at);
    }
    return at;
  }

  /** Whether a channel is fixed, or never read. */
  private boolean idle(String node, int channel) {
    return fixed.fixed(node, channel) || !live.of(node)[channel];
  }

  boolean retains(String node, int channel) {
    return retained.get(group(node))[channel];
  }

  /** In order. */
  int[] of(String node) {
    boolean[] channels = retained.get(group(node));
    return IntStream.range(0, channels.length).filter(c -> channels[c]).toArray();
  }

  /**
   * Whether nothing of a node has to be computed: the channels that it retains because others of
   * its group need them are fixed here, or never read.
   */
  boolean idle(String node) {
    return IntStream.of(of(node)).allMatch(c -> idle(node, c));
  }

  /** Whether each channel of a node's result is made from the same channel of its inputs. */
  private static final class ChannelByChannel implements Node.Visitor<Boolean> {
    @Override
    public Boolean conv(Node.Conv c) {
      return false;
    }

    @Override
    public Boolean padShortcut(Node.PadShortcut s) {
      return false;
    }

    @Override
    public Boolean norm(Node.Norm n) {
      return true;
    }

    @Override
    public Boolean relu(Node.Relu r) {
      return true;
    }

    @Override
    public Boolean add(Node.Add a) {
      return true;
    }

    @Override
    public Boolean offset(Node.Offset o) {
      return true;
    }

    @Override
    public Boolean maxPool(Node.MaxPool p) {
      return true;
    }

    @Override
    public Boolean globalAverage(Node.GlobalAverage g) {
      return true;
    }

    @Override
    public Boolean operation(Operation o) {
      throw Compactable.refused(o);
    }
  }
}
