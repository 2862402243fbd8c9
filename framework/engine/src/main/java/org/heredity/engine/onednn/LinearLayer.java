package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.heredity.engine.plan.Node;

/**
 * A linear layer as matrix products with its weights as they are, {@code [out, in]}: those of VGG's
 * classifier are most of the network, so that a layout for each pass is memory that matters, and
 * reading them takes longer than multiplying.
 */
final class LinearLayer implements NhwcConvolution {
  private final Dnn dnn;
  private final ConvWeights weights;
  private final long batch;
  private final long in;
  private final long out;

  LinearLayer(Dnn dnn, Node.Conv linear, ConvWeights weights, int batch) {
    this.dnn = dnn;
    this.weights = weights;
    this.batch = batch;
    in = linear.in();
    out = linear.out();
  }

  @Override
  public Runnable forward(Tensor source, Tensor result, Tensor bias, Tensor other, boolean relu) {
    Tensor from = source.as(dnn, Dnn.plain(batch, in));
    Tensor to = result.as(dnn, Dnn.plain(batch, out));
    Tensor more = other == null ? null : other.as(dnn, to.layout);
    memory.desc transposed = Dnn.tagged(format_tag.ba, in, out);
    PostOps after = new PostOps().add(more).relu(relu);
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, from.memory, DNNL_ARG_DST, to.memory));
    arguments.addAll(List.of(DNNL_ARG_WEIGHTS, weights.values.as(dnn, transposed).memory));
    matmul.desc wanted;
    if (bias == null) {
      wanted = new matmul.desc(from.layout, transposed, to.layout);
    } else {
      Tensor row = bias.as(dnn, Dnn.plain(1, out));
      arguments.addAll(List.of(DNNL_ARG_BIAS, row.memory));
      wanted = new matmul.desc(from.layout, transposed, row.layout, to.layout);
    }
    after.bind(arguments);
    var chosen = new matmul.primitive_desc(wanted, after.attributes(), dnn.engine());
    return dnn.bind(new matmul(chosen), arguments.toArray());
  }

  @Override
  public Runnable backward(Tensor source, Tensor gradient, Tensor result) {
    Tensor given = gradient.as(dnn, Dnn.plain(batch, out));
    Tensor matrix = weights.values.as(dnn, Dnn.plain(out, in));
    Runnable back = dnn.product(given, matrix, result.as(dnn, Dnn.plain(batch, in)));
    if (source == null) {
      return back;
    }
    Tensor columns = gradient.as(dnn, Dnn.tagged(format_tag.ba, out, batch));
    Tensor read = source.as(dnn, Dnn.plain(batch, in));
    Runnable sums = dnn.product(columns, read, weights.gradient.as(dnn, matrix.layout));
    return () -> {
      sums.run();
      back.run();
    };
  }
}
