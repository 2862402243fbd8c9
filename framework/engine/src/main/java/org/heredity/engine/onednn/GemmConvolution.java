package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.heredity.engine.plan.Node;

/**
 * A 3 x 3 convolution of stride 1 of images of at most 2 x 2 pixels as one matrix product (GEMM),
 * with a row for each image: of the 36 multiplications that 2 x 2 pixels of a pair of channels
 * take, the 20 with the padding are left out. Sums are the ones that define a convolution, so that
 * what is exactly 0 there is so here.
 */
final class GemmConvolution implements NhwcConvolution {
  private final Dnn dnn;
  private final Arena arena;
  private final GemmWeights weights;
  private final int batch;
  private final int pixels;
  private final long in;
  private final long out;

  GemmConvolution(Dnn dnn, Arena arena, Node.Conv conv, GemmWeights weights, int batch, int side) {
    this.dnn = dnn;
    this.arena = arena;
    this.weights = weights;
    this.batch = batch;
    pixels = side * side;
    in = (long) pixels * conv.in();
    out = (long) pixels * conv.out();
  }

  @Override
  public Runnable forward(Tensor source, Tensor result, Tensor bias, Tensor other, boolean relu) {
    Tensor to = images(result, out);
    PostOps after = new PostOps().add(other == null ? null : images(other, out)).relu(relu);
    memory.desc left = Dnn.plain(batch, in);
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, images(source, in).memory));
    arguments.addAll(List.of(DNNL_ARG_WEIGHTS, weights.values.memory, DNNL_ARG_DST, to.memory));
    after.bind(arguments);
    if (bias == null) {
      var wanted = new matmul.desc(left, weights.values.layout, to.layout);
      var chosen = new matmul.primitive_desc(wanted, after.attributes(), dnn.engine());
      return dnn.bind(new matmul(chosen), arguments.toArray());
    }
    Tensor everywhere = arena.tensor(dnn, Dnn.plain(1, out));
    var wanted = new matmul.desc(left, weights.values.layout, everywhere.layout, to.layout);
    var chosen = new matmul.primitive_desc(wanted, after.attributes(), dnn.engine());
    arguments.addAll(List.of(DNNL_ARG_BIAS, everywhere.memory));
    Runnable product = dnn.bind(new matmul(chosen), arguments.toArray());
    return () -> {
      FloatBuffer repeated = everywhere.floats();
      for (int p = 0; p < pixels; p++) {
        repeated.put(bias.floats());
      }
      product.run();
    };
  }

  @Override
  public Runnable backward(Tensor source, Tensor gradient, Tensor result) {
    Tensor given = images(gradient, out);
    Tensor to = images(result, in);
    Tensor transposed = weights.values.as(dnn, Dnn.tagged(format_tag.ba, out, in));
    Runnable back = dnn.product(given, transposed, to);
    if (source == null) {
      return back;
    }
    Tensor columns = source.as(dnn, Dnn.tagged(format_tag.ba, in, batch));
    Tensor matrix = weights.tensor(arena);
    Runnable sums = dnn.product(columns, given, matrix);
    matrix.block.release();
    return () -> {
      sums.run();
      weights.gradientBack(matrix);
      back.run();
    };
  }

  /** The same memory as a matrix with a row for each image. */
  private Tensor images(Tensor tensor, long columns) {
    return tensor.as(dnn, Dnn.plain(batch, columns));
  }
}
