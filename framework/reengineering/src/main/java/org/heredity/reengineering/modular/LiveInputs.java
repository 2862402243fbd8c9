package org.heredity.reengineering.modular;

import java.util.Arrays;
import java.util.Map;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.heredity.reengineering.compact.Compactable;

/** Which channels of a node's result are there at all, from those of its inputs. */
final class LiveInputs implements Node.Visitor<boolean[]> {
  private final Map<String, boolean[]> live;
  private final Map<String, int[]> shapes;

  /**
   * For a forward order of nodes.
   *
   * @param live by node what is known so far; the images are added
   */
  LiveInputs(NetworkSpec spec, Map<String, boolean[]> live) {
    this.live = live;
    this.shapes = spec.plan().shapes(spec.imageSize());
    live.put(Plan.INPUT, all(Plan.INPUT));
  }

  private boolean[] all(String node) {
    boolean[] all = new boolean[shapes.get(node)[0]];
    Arrays.fill(all, true);
    return all;
  }

  @Override
  public boolean[] conv(Node.Conv c) {
    return all(c.name());
  }

  @Override
  public boolean[] padShortcut(Node.PadShortcut s) {
    boolean[] in = live.get(s.input());
    boolean[] out = new boolean[s.out()];
    System.arraycopy(in, 0, out, s.before(), in.length);
    return out;
  }

  @Override
  public boolean[] norm(Node.Norm n) {
    return live.get(n.input());
  }

  @Override
  public boolean[] relu(Node.Relu r) {
    return live.get(r.input());
  }

  @Override
  public boolean[] add(Node.Add a) {
    boolean[] sum = live.get(a.first()).clone();
    boolean[] second = live.get(a.second());
    for (int c = 0; c < sum.length; c++) {
      sum[c] |= second[c];
    }
    return sum;
  }

  @Override
  public boolean[] offset(Node.Offset o) {
    return all(o.name());
  }

  @Override
  public boolean[] maxPool(Node.MaxPool p) {
    return live.get(p.input());
  }

  @Override
  public boolean[] globalAverage(Node.GlobalAverage g) {
    return live.get(g.input());
  }

  @Override
  public boolean[] operation(Operation o) {
    throw Compactable.refused(o);
  }
}
