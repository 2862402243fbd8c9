package org.heredity.reengineering.compact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
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
    Propagation propagation = new Propagation(filters);
    List<Node> nodes = plan.nodes();
    for (int n = nodes.size() - 1; n >= 0; n--) {
      nodes.get(n).accept(propagation);
    }
  }

  boolean[] of(String node) {
    return live.get(node);
  }

  /** From a node's result to its inputs. */
  private final class Propagation implements Node.VoidVisitor {
    private final Map<String, Filters> filters;

    Propagation(Map<String, Filters> filters) {
      this.filters = filters;
    }

    @Override
    public void conv(Node.Conv c) {
      read(filters.get(c.name()), live.get(c.name()), live.get(c.input()));
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      boolean[] out = live.get(s.name());
      boolean[] in = live.get(s.input());
      for (int i = 0; i < in.length; i++) {
        in[i] |= out[i + s.before()];
      }
    }

    @Override
    public void norm(Node.Norm n) {
      channelByChannel(n);
    }

    @Override
    public void relu(Node.Relu r) {
      channelByChannel(r);
    }

    @Override
    public void add(Node.Add a) {
      channelByChannel(a);
    }

    @Override
    public void offset(Node.Offset o) {
      channelByChannel(o);
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      channelByChannel(p);
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      channelByChannel(g);
    }

    @Override
    public void operation(Operation o) {
      throw Compactable.refused(o);
    }

    private void channelByChannel(Node node) {
      boolean[] out = live.get(node.name());
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
