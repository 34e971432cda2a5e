/** What compilers of all versions print, written after logs that were posted in public. */

const notice =
  'Model successfully compiled but not all operations are supported by the Edge TPU. A percentage of the model will ' +
  'instead run on the CPU, which is slower. If possible, consider updating your model to use only operations supported ' +
  'by the Edge TPU. For details, visit g.co/coral/model-reqs.'

/** Compilers 1.0 to 2.0 print what is available, and before what is used. */
export const available: string = `Edge TPU Compiler version 2.0.267685300

Model compiled successfully in 1052 ms.

Input model: blur.tflite
Input size: 3.03KiB
Output model: blur_edgetpu.tflite
Output size: 296.85KiB
On-chip memory available for caching model parameters: 1.73MiB
On-chip memory used for caching model parameters: 10.00KiB
Off-chip memory used for streaming uncached model parameters: 0.00B
Number of Edge TPU subgraphs: 1
Total number of operations: 3
Operation log: blur_edgetpu.log

${notice}
Number of operations that will run on Edge TPU: 1
Number of operations that will run on CPU: 2

Operator                       Count      Status

DEPTHWISE_CONV_2D              1          Mapped to Edge TPU
DEQUANTIZE                     1          Operation is working on an unsupported data type
QUANTIZE                       1          Operation is otherwise supported, but not mapped due to some unspecified limitation
`

/** Compiler 16 times itself and says how its child process ended. */
export const remaining = `Edge TPU Compiler version 16.0.384591198
Started a compilation timeout timer of 180 seconds.

Model compiled successfully in 542 ms!

Input model: quantized_model.tflite
Input size: 4.04MiB
Output model: quantized_model_edgetpu.tflite
Output size: 4.13MiB
On-chip memory used for caching model parameters: 604.50KiB
On-chip memory remaining for caching model parameters: 511.50KiB
Off-chip memory used for streaming uncached model parameters: 3.45MiB
Number of Edge TPU subgraphs: 1
Total number of operations: 50
Operation log: quantized_model_edgetpu.log
See the operation log file for individual operation details.
Compilation child process completed within timeout period.
Compilation succeeded! 
`

export const coCompiled = `Edge TPU Compiler version 15.0.340273435

Models compiled successfully in 2988 ms.

Input model: cnn.tflite
Input size: 8.00MiB
Output model: cnn_edgetpu.tflite
Output size: 9.30MiB
On-chip memory used for caching model parameters: 7.16MiB
On-chip memory remaining for caching model parameters: 2.25KiB
Off-chip memory used for streaming uncached model parameters: 2.95MiB
Number of Edge TPU subgraphs: 1
Total number of operations: 4
Operation log: cnn_edgetpu.log

Operator                       Count      Status

CONV_2D                        4          Mapped to Edge TPU

Input model: rnn.tflite
Input size: 2.97MiB
Output model: rnn_edgetpu.tflite
Output size: 4.74MiB
On-chip memory used for caching model parameters: 0.00B
On-chip memory remaining for caching model parameters: 2.25KiB
Off-chip memory used for streaming uncached model parameters: 4.53MiB
Number of Edge TPU subgraphs: 1
Total number of operations: 2
Operation log: rnn_edgetpu.log

Operator                       Count      Status

FULLY_CONNECTED                1          Mapped to Edge TPU
TANH                           1          Mapped to Edge TPU
`

/** With -d, attempts fail until one succeeds. */
export const searched = `Edge TPU Compiler version 16.0.384591198
Searching for valid delegate with step 10
Try to compile segment with 322 ops
Started a compilation timeout timer of 180 seconds.
ERROR: Restored original execution plan after delegate application failure.
Compilation failed: Compilation failed due to large activation tensors in model.
Compilation child process completed within timeout period.
Compilation failed! 
Try to compile segment with 312 ops
Intermediate tensors: Reshape_5,Sigmoid1,Relu6_12
Started a compilation timeout timer of 180 seconds.

Model compiled successfully in 3133 ms.

Input model: best-int8.tflite
Input size: 6.00MiB
Output model: best-int8_edgetpu.tflite
Output size: 6.47MiB
On-chip memory used for caching model parameters: 5.90MiB
On-chip memory remaining for caching model parameters: 1.16MiB
Off-chip memory used for streaming uncached model parameters: 41.75KiB
Number of Edge TPU subgraphs: 1
Total number of operations: 246
Operation log: best-int8_edgetpu.log

Operator                       Count      Status

MUL                            73         Mapped to Edge TPU
CONV_2D                        173        Mapped to Edge TPU
Compilation child process completed within timeout period.
Compilation succeeded! 
`

/** With -n, each segment is compiled by itself. */
export const segmented = `Edge TPU Compiler version 16.0.384591198
Model compiled successfully in 270 ms.

Input model: net_segment_0_of_2.tflite
Input size: 5.20MiB
Output model: net_segment_0_of_2_edgetpu.tflite
Output size: 6.51MiB
On-chip memory used for caching model parameters: 6.02MiB
On-chip memory remaining for caching model parameters: 1.02MiB
Off-chip memory used for streaming uncached model parameters: 0.00B
Number of Edge TPU subgraphs: 1
Total number of operations: 84
Operation log: net_segment_0_of_2_edgetpu.log
See the operation log file for individual operation details.

Model compiled successfully in 130 ms.

Input model: net_segment_1_of_2.tflite
Input size: 1.25GiB
Output model: net_segment_1_of_2_edgetpu.tflite
Output size: 1.50GiB
On-chip memory used for caching model parameters: 0.00B
On-chip memory remaining for caching model parameters: 7.88MiB
Off-chip memory used for streaming uncached model parameters: 1.25GiB
Number of Edge TPU subgraphs: 1
Total number of operations: 12
Operation log: net_segment_1_of_2_edgetpu.log
`

/** A float model compiles, but nothing of it is mapped. */
export const nothingMapped: string = `Edge TPU Compiler version 16.0.384591198
Started a compilation timeout timer of 180 seconds.

Model compiled successfully in 17 ms.

Input model: detect.tflite
Input size: 10.97MiB
Output model: detect_edgetpu.tflite
Output size: 10.97MiB
On-chip memory used for caching model parameters: 0.00B
On-chip memory remaining for caching model parameters: 0.00B
Off-chip memory used for streaming uncached model parameters: 0.00B
Number of Edge TPU subgraphs: 0
Total number of operations: 14
Operation log: detect_edgetpu.log

${notice}
Number of operations that will run on Edge TPU: 0
Number of operations that will run on CPU: 14

Operator                       Count      Status

RESHAPE                        10         Operation is working on an unsupported data type
RESHAPE                        4          Tensor has unsupported rank (up to 3 innermost dimensions mapped)
`

/** The file beside the compiled model. */
export const logFile = `Edge TPU Compiler version 15.0.340273435
Input: mnist4.tflite
Output: mnist4_edgetpu.tflite

Operator                       Count      Status

RESHAPE                        1          Mapped to Edge TPU
CONV_2D                        2          Mapped to Edge TPU
QUANTIZE                       1          Operation is otherwise supported, but not mapped due to some unspecified limitation
`

export const internalError = `Edge TPU Compiler version 14.1.317412892

Internal compiler error. Aborting! 
`

export const notQuantised = `Edge TPU Compiler version 15.0.340273435
Invalid model: heehoo.tflite
Model not quantized
`

/** Failures of compiler 16 by what stands between its head and its end. */
export function failure16(...lines: readonly string[]): string {
  return [
    'Edge TPU Compiler version 16.0.384591198',
    'Started a compilation timeout timer of 180 seconds.',
    ...lines,
    'Compilation child process completed within timeout period.',
    'Compilation failed! ',
    '',
  ].join('\n')
}

export const largeActivations: string = failure16(
  'ERROR: Restored original execution plan after delegate application failure.',
  'Compilation failed: Compilation failed due to large activation tensors in model.',
)

/** Every log of a compilation that succeeded. */
export const compiledLogs: readonly string[] = [
  available, remaining, coCompiled, searched, segmented, nothingMapped, logFile,
]
export const failedLogs: readonly string[] = [internalError, notQuantised, largeActivations, failure16()]
