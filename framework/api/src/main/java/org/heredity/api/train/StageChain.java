package org.heredity.api.train;

import java.util.List;
import org.heredity.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Several regularisers as one: forward in order, backward in reverse. */
final class StageChain implements StageRegulariser {
  private final List<StageRegulariser> links;

  StageChain(List<? extends StageRegulariser> links) {
    this.links = List.copyOf(links);
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  @Override
  public void begin(int step, Batch batch) {
    links.forEach(link -> link.begin(step, batch));
  }

  @Override
  public void forward(int stage, INDArray output) {
    links.forEach(link -> link.forward(stage, output));
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    for (int i = links.size() - 1; i >= 0; i--) {
      links.get(i).backward(stage, output, gradient);
    }
  }

  @Override
  public void close() {
    links.forEach(StageRegulariser::close);
  }
}
