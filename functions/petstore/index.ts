/** What the handler reads of API Gateway's Lambda proxy event. */
interface ProxyEvent {
  pathParameters?: Record<string, string | undefined> | null;
}

interface ProxyResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** The sample that API Gateway's console offers for a first API. */
const PETS = [
  { id: 1, type: "dog", price: 249.99 },
  { id: 2, type: "cat", price: 124.99 },
  { id: 3, type: "fish", price: 0.99 },
];

/** Answers with all pets, or at `/{petId}` with one. */
export const handler = ({ pathParameters }: ProxyEvent): Promise<ProxyResult> => {
  const id = pathParameters?.["petId"];
  if (id === undefined) {
    return Promise.resolve(json(200, PETS));
  }
  const pet = PETS.find((one) => String(one.id) === id);
  return Promise.resolve(pet ? json(200, pet) : json(404, { message: `there is no pet ${id}` }));
};

const json = (statusCode: number, value: unknown): ProxyResult => ({
  statusCode,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
});
