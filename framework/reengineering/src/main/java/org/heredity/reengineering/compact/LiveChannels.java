package org.heredity.reengineering.compact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/**
 * Which channels of a folded plan the logits read, over any path of weights that are not zero. One
 * pass from the head to the images finds them all, since a plan's nodes are in order.
 */
final class LiveChannels {
  private final Map<String, boolean[]> live = new HashMap<>();

  LiveChannels(Plan plan, Map<String, Filters> filters, FixedChannels fixed) {
    live.put(Plan.INPUT, new boolean[fixed.channels(Plan.INPUT)]);
    for (Node node : plan.nodes()) {
      live.put(node.name(), new boolean[fixed.channels(node.name())]);
    }
    Filters head = filters.get(plan.head());
    boolean[] classes = new boolean[head.out];
    java.util.Arrays.fill(classes, true);
    read(head, classes, live.get(plan.features()));
    List<Node> nodes = plan.nodes();
    for (int n = nodes.size() - 1; n >= 0; n--) {
      propagate(nodes.get(n), filters);
    }
  }

  boolean[] of(String node) {
    return live.get(node);
  }

  private void propagate(Node node, Map<String, Filters> filters) {
    boolean[] out = live.get(node.name());
    if (node instanceof Node.Conv c) {
      read(filters.get(c.name()), out, live.get(c.input()));
    } else if (node instanceof Node.PadShortcut s) {
      boolean[] in = live.get(s.input());
      for (int i = 0; i < in.length; i++) {
        in[i] |= out[i + (s.out() - s.in()) / 2];
      }
    } else {
      for (String input : node.inputs()) {
        boolean[] in = live.get(input);
        for (int c = 0; c < out.length; c++) {
          in[c] |= out[c];
        }
      }
    }
  }

  private static void read(Filters filter, boolean[] outputs, boolean[] inputs) {
    for (int o = 0; o < outputs.length; o++) {
      for (int i = 0; i < inputs.length && outputs[o]; i++) {
        inputs[i] |= filter.reads(o, i);
      }
    }
  }
}
